package org.cdssl.view;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;

/// Boxes inside a common region that is somewhat larger than they are, so that they mostly show the
/// same (DeSD, METHOD D.4).
///
/// In a volume a view is as large as the network sees it. In a flat image, whose pixels have no
/// common size, it is the square whose largest region just fits. Local views are cut as otherwise.
final class SuperCrops implements Crops {
  /// Redraws for the air rule; after so many the last boxes are taken as they are.
  private static final int AIR_TRIES = 20;

  private final Cropping.SuperCrop rule;
  private final Size3 size;
  private final AirRule air;
  private final Crops usual;

  /// @param usual cuts the local views
  SuperCrops(Cropping.SuperCrop rule, ViewsConfig views, Crops usual) {
    this.rule = rule;
    this.usual = usual;
    size = views.globalSize();
    air = AirRule.of(views);
  }

  @Override
  public List<Box> globals(PreparedImage image, int count, ViewRandom random) {
    List<Box> boxes = draw(image, count, random);
    for (int i = 1; i < AIR_TRIES && refused(image, boxes); i++) {
      boxes = draw(image, count, random);
    }
    return boxes;
  }

  private boolean refused(PreparedImage image, List<Box> boxes) {
    return !image.flat() && boxes.stream().anyMatch(box -> air.refuses(image, box));
  }

  @Override
  public Box local(PreparedImage image, List<Box> globals, ViewRandom random) {
    return usual.local(image, globals, random);
  }

  private List<Box> draw(PreparedImage image, int count, ViewRandom random) {
    Box all = Box.of(image);
    Size3 view = size;
    int depth = (int) Math.round(size.d() * rule.depth());
    if (image.flat()) {
      int side = (int) Math.max(1, Math.min(all.h(), all.w()) / rule.region().max());
      view = new Size3(1, side, side);
      depth = 1;
    }
    double f = random.uniform(rule.region().min(), rule.region().max());
    Size3 large =
        new Size3(
            Math.min(all.d(), depth),
            Math.min(all.h(), scaled(view.h(), f)),
            Math.min(all.w(), scaled(view.w(), f)));
    Box region = VolumeCrops.inside(all, large, random);
    List<Box> boxes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double s = random.uniform(rule.scale().min(), rule.scale().max());
      Size3 shape = new Size3(view.d(), scaled(view.h(), s), scaled(view.w(), s));
      Size3 fitting = VolumeCrops.fitting(List.of(shape), region).getFirst();
      boxes.add(VolumeCrops.inside(region, fitting, random));
    }
    return boxes;
  }

  private static int scaled(int extent, double factor) {
    return Math.max(1, (int) Math.round(extent * factor));
  }
}
