package org.cdssl.pretext.transvw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.image.PreparedImage;
import org.cdssl.pretext.transvw.VisualWords.Cube;
import org.cdssl.view.Box;
import org.cdssl.view.ImagePool;

/// The instances of visual words in a pool of images, each cut out as an image of its own. Cubes of
/// images that the pool does not have, because they are held out or of the other dimension, are
/// left out.
final class WordPool implements ImagePool {
  private final ImagePool images;
  private final List<Place> places = new ArrayList<>();

  private record Place(int image, Cube cube, String name) {}

  WordPool(ImagePool images, VisualWords words) {
    this.images = images;
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      indices.put(images.id(i), i);
    }
    for (int label = 0; label < words.words().size(); label++) {
      List<Cube> cubes = words.words().get(label).cubes();
      for (int k = 0; k < cubes.size(); k++) {
        Integer image = indices.get(cubes.get(k).image());
        if (image != null) {
          places.add(new Place(image, cubes.get(k), words.name(label, k)));
        }
      }
    }
  }

  @Override
  public int size() {
    return places.size();
  }

  @Override
  public String id(int index) {
    return places.get(index).name();
  }

  /// Where the image cannot be read, the pool of images answers with another; then the next
  /// instance stands in, with its own name.
  ///
  /// @throws CdsslException DATA where a box is not inside its image
  @Override
  public PreparedImage get(int index) {
    for (int step = 0; step < places.size(); step++) {
      Place place = places.get((index + step) % places.size());
      PreparedImage image = images.get(place.image());
      if (image.id().equals(place.cube().image())) {
        return cut(image, place);
      }
    }
    throw CdsslException.data("no image with a visual word can be read");
  }

  private static PreparedImage cut(PreparedImage image, Place place) {
    Cube c = place.cube();
    if (!Box.of(image).contains(c.box())) {
      throw CdsslException.data(
          "the visual word "
              + place.name()
              + " lies outside its image of "
              + image.nx()
              + "x"
              + image.ny()
              + "x"
              + image.nz()
              + " voxels (x, y, z): "
              + c);
    }
    short[] values = new short[Math.toIntExact((long) c.w() * c.h() * c.d())];
    image.grid().read(c.x(), c.y(), c.z(), c.w(), c.h(), c.d(), values);
    return new PreparedImage(place.name(), image.flat(), c.w(), c.h(), c.d(), values);
  }
}
