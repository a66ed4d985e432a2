package org.cdssl.image.format.nrrd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.HeaderNumbers;
import org.cdssl.image.format.Limits;

/// Which axes of a NRRD are those of an image: two or three that lie in space, fastest, and then
/// any number whose lengths multiply to frames. An axis of channels ahead of them is refused.
///
/// @param sizes lengths of all axes, fastest first
/// @param spatial indices of the two or three axes in space
/// @param directions vector of each spatial axis in the file's space, or empty where there is none
record NrrdAxes(long[] sizes, List<Integer> spatial, List<double[]> directions) {

  static NrrdAxes of(NrrdHeader header, Limits limits) throws FormatException {
    HeaderNumbers numbers = header.numbers("dimension");
    long dimension = numbers.integer(header.required("dimension"));
    if (dimension < 2 || dimension > 16) {
      throw numbers.wrong("is " + dimension + "; images of 2 axes or more can be read");
    }
    long[] sizes = header.numbers("sizes").integers(header.required("sizes"));
    header.requireCount("sizes", sizes.length, (int) dimension);
    limits.checkedCount(header.file(), sizes);
    List<double[]> vectors =
        header.has("spacedirections") ? header.vectors("spacedirections") : List.of();
    if (!vectors.isEmpty()) {
      header.requireCount("spacedirections", vectors.size(), sizes.length);
    }
    List<String> kinds =
        header.has("kinds") ? header.numbers("kinds").words(header.required("kinds")) : List.of();
    if (!kinds.isEmpty()) {
      header.requireCount("kinds", kinds.size(), sizes.length);
    }
    List<Integer> spatial = new ArrayList<>();
    for (int a = 0; a < sizes.length; a++) {
      boolean inSpace =
          vectors.isEmpty()
              ? spatial.size() < 3 && (kinds.isEmpty() || isSpace(kinds.get(a)))
              : vectors.get(a) != null;
      if (inSpace) {
        spatial.add(a);
      } else if (sizes[a] > 1 && spatial.size() < 2) {
        throw new FormatException(
            header.file(),
            ("has %d values a voxel (axis %d%s); images of one can be read, so write the channel"
                    + " that is wanted to a file of its own")
                .formatted(sizes[a], a, kinds.isEmpty() ? "" : " is of kind " + kinds.get(a)));
      }
    }
    requireOrder(header, sizes, spatial);
    List<double[]> directions = new ArrayList<>();
    if (!vectors.isEmpty()) {
      spatial.forEach(a -> directions.add(vectors.get(a)));
    }
    return new NrrdAxes(sizes, spatial, directions);
  }

  private static void requireOrder(NrrdHeader header, long[] sizes, List<Integer> spatial)
      throws FormatException {
    if (spatial.size() < 2 || spatial.size() > 3) {
      throw new FormatException(
          header.file(), "has " + spatial.size() + " axes in space; an image has two or three");
    }
    for (int a = 0; a < spatial.getLast(); a++) {
      if (sizes[a] > 1 && !spatial.contains(a)) {
        throw new FormatException(
            header.file(),
            "has an axis that is not in space (axis "
                + a
                + ") between those that"
                + " are; move it to the end");
      }
    }
  }

  private static boolean isSpace(String kind) {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "domain", "space", "none", "???" -> true;
      default -> false;
    };
  }

  boolean isFlat() {
    return spatial.size() == 2;
  }

  /// Length of a spatial axis; 1 for the third of a flat image.
  int size(int axis) {
    return axis < spatial.size() ? (int) sizes[spatial.get(axis)] : 1;
  }

  int frames() {
    return (int) (voxels() / ((long) size(0) * size(1) * size(2)));
  }

  long voxels() {
    long count = 1;
    for (long size : sizes) {
      count *= size;
    }
    return count;
  }
}
