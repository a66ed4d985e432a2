package org.cdssl.pretext.transvw;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cdssl.config.DiscoveryConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;
import org.cdssl.pretext.transvw.VisualWords.Cube;
import org.cdssl.pretext.transvw.VisualWords.Word;
import org.cdssl.view.AirRule;
import org.cdssl.view.Box;
import org.cdssl.view.ImagePool;
import org.cdssl.view.ViewRandom;

/// From features to words (METHOD D.3): an image that was no reference yet, a place in it, and the
/// same place in the images whose features are nearest to its own.
///
/// Places are shares of an image's extent, so that they mean the same in images of different sizes;
/// the reference counts voxels. As there, all this presumes that images show roughly the same part
/// of the body.
final class WordSearch {
  private static final int TRIES = 200;

  /// Places in one reference are so far from one another, voxels.
  private static final double APART = 5;

  private final DiscoveryConfig config;
  private final Size3 size;
  private final AirRule air;
  private final ViewRandom random;

  /// @param views `globalSize` is the size of a cube in volumes
  WordSearch(DiscoveryConfig config, ViewsConfig views, long... key) {
    this.config = config;
    size = views.globalSize();
    air = AirRule.of(views);
    random = new ViewRandom(key);
  }

  /// A place, as shares of the extent of an image.
  record Place(double x, double y, double z) {}

  /// @param features of the images of the pool; null of one that cannot be read
  /// @return fewer words than asked for where too few places have anything to show
  List<Word> words(ImagePool pool, List<float[]> features) {
    List<Word> words = new ArrayList<>();
    List<Integer> readable =
        IntStream.range(0, pool.size()).filter(i -> features.get(i) != null).boxed().toList();
    Map<Integer, List<Place>> used = new HashMap<>();
    List<Integer> order = List.of();
    int most = readable.isEmpty() ? 0 : config.words() + 10 * readable.size();
    for (int i = 0; i < most && words.size() < config.words(); i++) {
      int at = i % readable.size();
      order = at == 0 ? shuffled(readable) : order;
      int reference = order.get(at);
      PreparedImage image = pool.get(reference);
      List<Place> before = used.computeIfAbsent(reference, r -> new ArrayList<>());
      Optional<Place> place = place(image, before);
      if (place.isPresent()) {
        before.add(place.get());
        List<Cube> cubes = new ArrayList<>();
        for (int neighbour : nearest(features, reference, config.instances())) {
          cubes.addAll(cubes(pool.get(neighbour), place.get()));
        }
        words.add(new Word(image.flat() ? "2d" : "3d", image.id(), cubes));
      }
    }
    return words;
  }

  private List<Integer> shuffled(List<Integer> all) {
    List<Integer> order = new ArrayList<>(all);
    for (int i = order.size() - 1; i > 0; i--) {
      java.util.Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  /// A place whose cube is not too empty and that is not too close to an earlier one. Every try is
  /// judged by itself (the reference never forgets that one was too close, METHOD T1).
  private Optional<Place> place(PreparedImage image, List<Place> before) {
    for (int i = 0; i < TRIES; i++) {
      Place place =
          new Place(
              random.uniform(config.border(), 1 - config.border()),
              random.uniform(config.border(), 1 - config.border()),
              random.uniform(config.borderDepth(), 1 - config.borderDepth()));
      Box box = first(image, place).box();
      boolean empty =
          image.flat() ? isConstant(image, box) : air.refuses(image, box) || isConstant(image, box);
      if (!empty && before.stream().allMatch(b -> distance(image, b, place) >= APART)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  private static double distance(PreparedImage image, Place a, Place b) {
    double x = (a.x() - b.x()) * image.nx();
    double y = (a.y() - b.y()) * image.ny();
    double z = (a.z() - b.z()) * image.nz();
    return Math.sqrt(x * x + y * y + z * z);
  }

  /// The images with the nearest features (Euclidean), the reference itself first.
  static List<Integer> nearest(List<float[]> features, int reference, int count) {
    return IntStream.range(0, features.size())
        .filter(i -> features.get(i) != null)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(
                    i -> i == reference ? -1 : squared(features.get(i), features.get(reference)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(count)
        .toList();
  }

  private static double squared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return sum;
  }

  /// The cube of the size of a view, and others around it; those that show nothing are left out.
  private List<Cube> cubes(PreparedImage image, Place place) {
    List<Cube> cubes = new ArrayList<>();
    cubes.add(first(image, place));
    for (int i = 1; i < config.cubes(); i++) {
      double scale = random.uniform(config.cubeScale().min(), config.cubeScale().max());
      double side = image.flat() ? side(image) : 0;
      cubes.add(
          around(
              image,
              place.x() * image.nx() + jitter(),
              place.y() * image.ny() + jitter(),
              place.z() * image.nz() + jitter(),
              (int) Math.round(scale * (image.flat() ? side : size.w())),
              (int) Math.round(scale * (image.flat() ? side : size.h()))));
    }
    cubes.removeIf(cube -> isConstant(image, cube.box()));
    return cubes;
  }

  private int jitter() {
    return random.nextInt(2 * config.jitter() + 1) - config.jitter();
  }

  private Cube first(PreparedImage image, Place place) {
    int w = image.flat() ? side(image) : size.w();
    int h = image.flat() ? side(image) : size.h();
    return around(
        image, place.x() * image.nx(), place.y() * image.ny(), place.z() * image.nz(), w, h);
  }

  private int side(PreparedImage image) {
    return (int) Math.round(config.flatSide() * Math.min(image.nx(), image.ny()));
  }

  /// The cube around a point, moved into the image and no larger than it.
  private Cube around(PreparedImage image, double x, double y, double z, int w, int h) {
    int width = Math.clamp(w, 1, image.nx());
    int height = Math.clamp(h, 1, image.ny());
    int depth = Math.min(image.flat() ? 1 : size.d(), image.nz());
    return new Cube(
        image.id(),
        Math.clamp(Math.round(x - width / 2.0), 0, image.nx() - width),
        Math.clamp(Math.round(y - height / 2.0), 0, image.ny() - height),
        Math.clamp(Math.round(z - depth / 2.0), 0, image.nz() - depth),
        width,
        height,
        depth);
  }

  private static boolean isConstant(PreparedImage image, Box box) {
    short[] values = new short[Math.toIntExact((long) box.w() * box.h() * box.d())];
    image.grid().read(box.x(), box.y(), box.z(), box.w(), box.h(), box.d(), values);
    for (short value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }
}
