package org.cdssl.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;

/// Crops of a volume (METHOD B.1): two global boxes that overlap by more than `minOverlap`, and
/// local boxes inside the union of both.
///
/// Boxes lie inside the volume. Only shapes that fit are drawn; for a volume that none of them
/// fits, the smallest shape is shrunk in proportion, at most to half, and a box that is still too
/// large sticks out evenly on both sides (what is outside reads as the volume's minimum).
final class VolumeCrops implements Crops {
  /// Redraws for the air rule; after so many the last boxes are taken as they are.
  private static final int AIR_TRIES = 20;

  private static final int OVERLAP_TRIES = 100;
  private static final double MOST_SHRINKING = 0.5;

  private final List<Size3> globalShapes;
  private final List<Size3> localShapes;
  private final double minOverlap;
  private final int localMargin;
  private final AirRule air;

  VolumeCrops(ViewsConfig views) {
    globalShapes = views.globalShapes();
    localShapes = views.localShapes();
    minOverlap = views.minOverlap();
    localMargin = views.localMargin();
    air = AirRule.of(views);
  }

  @Override
  public List<Box> globals(PreparedImage image, int count, ViewRandom random) {
    List<Box> boxes = overlapping(image, count, random);
    for (int i = 1; i < AIR_TRIES && boxes.stream().anyMatch(box -> air.refuses(image, box)); i++) {
      boxes = overlapping(image, count, random);
    }
    return boxes;
  }

  @Override
  public Box local(PreparedImage image, List<Box> globals, ViewRandom random) {
    Box volume = Box.of(image);
    Box union = globals.stream().reduce(Box::union).orElse(volume);
    Box region = union.grown(localMargin).clippedTo(volume);
    List<Size3> shapes = fitting(localShapes, region);
    return inside(region, shapes.get(random.nextInt(shapes.size())), random);
  }

  /// Boxes of which each overlaps with the first as the rule asks; shapes uniform over the tuples
  /// that can.
  private List<Box> overlapping(PreparedImage image, int count, ViewRandom random) {
    Box volume = Box.of(image);
    List<List<Size3>> tuples = tuples(fitting(globalShapes, volume), Math.min(count, 2));
    List<Size3> shapes = tuples.get(random.nextInt(tuples.size()));
    List<Box> boxes = new ArrayList<>(count);
    Box first = inside(volume, shapes.get(0), random);
    boxes.add(first);
    for (int i = 1; i < count; i++) {
      boxes.add(near(first, shapes.get(1), volume, random));
    }
    return boxes;
  }

  /// Ordered pairs of shapes whose best intersection over union is above the rule; for one view the
  /// shapes by themselves.
  private List<List<Size3>> tuples(List<Size3> shapes, int count) {
    List<List<Size3>> tuples = new ArrayList<>();
    for (Size3 a : shapes) {
      if (count == 1) {
        tuples.add(List.of(a));
        continue;
      }
      for (Size3 b : shapes) {
        if (corner(a).overlap(corner(b)) > minOverlap) {
          tuples.add(List.of(a, b));
        }
      }
    }
    return tuples;
  }

  private static Box corner(Size3 shape) {
    return new Box(0, 0, 0, shape.d(), shape.h(), shape.w());
  }

  /// The shapes that fit into the box, or the smallest of all made smaller.
  static List<Size3> fitting(List<Size3> shapes, Box box) {
    List<Size3> fitting =
        shapes.stream()
            .filter(s -> s.d() <= box.d() && s.h() <= box.h() && s.w() <= box.w())
            .toList();
    if (!fitting.isEmpty()) {
      return fitting;
    }
    Size3 smallest =
        shapes.stream().min(Comparator.comparingLong(s -> corner(s).voxels())).orElseThrow();
    double scale =
        Math.min(
            (double) box.d() / smallest.d(),
            Math.min((double) box.h() / smallest.h(), (double) box.w() / smallest.w()));
    double shrink = Math.max(scale, MOST_SHRINKING);
    return List.of(
        new Size3(
            shrunk(smallest.d(), shrink),
            shrunk(smallest.h(), shrink),
            shrunk(smallest.w(), shrink)));
  }

  private static int shrunk(int extent, double scale) {
    return Math.max(1, (int) Math.floor(extent * scale + 1e-9));
  }

  /// A box of this shape somewhere in `bounds`; where it is too large it sticks out evenly.
  static Box inside(Box bounds, Size3 shape, ViewRandom random) {
    return new Box(
        start(bounds.z(), bounds.d(), shape.d(), random),
        start(bounds.y(), bounds.h(), shape.h(), random),
        start(bounds.x(), bounds.w(), shape.w(), random),
        shape.d(),
        shape.h(),
        shape.w());
  }

  private static int start(int from, int room, int extent, ViewRandom random) {
    return extent <= room
        ? from + random.nextInt(room - extent + 1)
        : from - (extent - room + 1) / 2;
  }

  /// A box of this shape, uniform over the places in the volume where it overlaps enough with the
  /// first. Along each axis only the starts that can still succeed are drawn.
  private Box near(Box first, Size3 shape, Box volume, ViewRandom random) {
    long[] shared = {
      Math.min(first.d(), shape.d()), Math.min(first.h(), shape.h()), Math.min(first.w(), shape.w())
    };
    long most = shared[0] * shared[1] * shared[2];
    double needed = minOverlap / (1 + minOverlap) * (first.voxels() + corner(shape).voxels());
    int[] least = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      least[axis] = (int) Math.ceil(needed * shared[axis] / most);
    }
    for (int i = 0; i < OVERLAP_TRIES; i++) {
      Box box =
          new Box(
              near(first.z(), first.d(), shape.d(), volume.d(), least[0], random),
              near(first.y(), first.h(), shape.h(), volume.h(), least[1], random),
              near(first.x(), first.w(), shape.w(), volume.w(), least[2], random),
              shape.d(),
              shape.h(),
              shape.w());
      if (first.overlap(box) > minOverlap) {
        return box;
      }
    }
    return new Box(
        centred(first.z(), first.d(), shape.d(), volume.d()),
        centred(first.y(), first.h(), shape.h(), volume.h()),
        centred(first.x(), first.w(), shape.w(), volume.w()),
        shape.d(),
        shape.h(),
        shape.w());
  }

  private static int near(
      int first, int firstExtent, int extent, int room, int least, ViewRandom random) {
    if (extent > room) {
      return start(0, room, extent, random);
    }
    int from = Math.max(0, first + least - extent);
    int to = Math.min(room - extent, first + firstExtent - least);
    return from + random.nextInt(to - from + 1);
  }

  /// As close to the middle of the first as the volume lets it: the smaller box lies in the larger,
  /// the most overlap that two shapes can have.
  private static int centred(int first, int firstExtent, int extent, int room) {
    int start = Math.floorDiv(2 * first + firstExtent - extent, 2);
    return extent > room ? -((extent - room + 1) / 2) : Math.clamp(start, 0, room - extent);
  }
}
