package org.cdssl.view;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.Range;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;

/// Crops of a flat image: independent rectangles of random area and aspect (the RandomResizedCrop
/// of Szegedy et al. 2015, as PCRLv2 uses it for X-rays; METHOD A.4).
final class FlatCrops implements Crops {
  private static final int TRIES = 10;

  private final Range globalArea;
  private final Range localArea;
  private final double minLogAspect;
  private final double maxLogAspect;

  FlatCrops(ViewsConfig views) {
    this(views.globalArea(), views.localArea(), views.aspect());
  }

  FlatCrops(Range globalArea, Range localArea, Range aspect) {
    this.globalArea = globalArea;
    this.localArea = localArea;
    minLogAspect = StrictMath.log(aspect.min());
    maxLogAspect = StrictMath.log(aspect.max());
  }

  @Override
  public List<Box> globals(PreparedImage image, int count, ViewRandom random) {
    List<Box> boxes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boxes.add(rectangle(image, globalArea, random));
    }
    return boxes;
  }

  @Override
  public Box local(PreparedImage image, List<Box> globals, ViewRandom random) {
    return rectangle(image, localArea, random);
  }

  /// Area share uniform, aspect (width / height) log-uniform, drawn again where it does not fit; at
  /// last the largest centred rectangle of an allowed aspect.
  private Box rectangle(PreparedImage image, Range area, ViewRandom random) {
    for (int i = 0; i < TRIES; i++) {
      double pixels = image.nx() * (double) image.ny() * random.uniform(area.min(), area.max());
      double aspect = StrictMath.exp(random.uniform(minLogAspect, maxLogAspect));
      int w = (int) Math.round(Math.sqrt(pixels * aspect));
      int h = (int) Math.round(Math.sqrt(pixels / aspect));
      if (w >= 1 && h >= 1 && w <= image.nx() && h <= image.ny()) {
        return at(random.nextInt(image.ny() - h + 1), random.nextInt(image.nx() - w + 1), h, w);
      }
    }
    double aspect = (double) image.nx() / image.ny();
    double allowed = Math.clamp(aspect, StrictMath.exp(minLogAspect), StrictMath.exp(maxLogAspect));
    int w = aspect > allowed ? (int) Math.round(image.ny() * allowed) : image.nx();
    int h = aspect < allowed ? (int) Math.round(image.nx() / allowed) : image.ny();
    w = Math.clamp(w, 1, image.nx());
    h = Math.clamp(h, 1, image.ny());
    return at((image.ny() - h) / 2, (image.nx() - w) / 2, h, w);
  }

  private static Box at(int y, int x, int h, int w) {
    return new Box(0, y, x, 1, h, w);
  }
}
