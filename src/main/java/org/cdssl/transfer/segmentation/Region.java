package org.cdssl.transfer.segmentation;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.SegmentationConfig;

/// What is judged: a class, or an organ together with what lies in it.
///
/// @param name of the class, or `liver ∪ tumour`
/// @param least smallest label that belongs to it
/// @param most largest label that belongs to it
/// @param headline whether the mean over the classes counts it
record Region(String name, int least, int most, boolean headline) {
  boolean holds(int label) {
    return label >= least && label <= most;
  }

  boolean[] mask(byte[] labels) {
    boolean[] mask = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      mask[i] = holds(labels[i] & 0xff);
    }
    return mask;
  }

  /// Every class. Where the organ includes its tumour, the first class with all others stands in
  /// for it in the mean, and the class by itself is reported last.
  static List<Region> of(List<String> classes, SegmentationConfig config) {
    boolean union = config.organIncludesTumor() && classes.size() > 1;
    List<Region> regions = new ArrayList<>();
    if (union) {
      regions.add(new Region(String.join(" ∪ ", classes), 1, classes.size(), true));
    }
    for (int c = union ? 2 : 1; c <= classes.size(); c++) {
      regions.add(new Region(classes.get(c - 1), c, c, true));
    }
    if (union) {
      regions.add(new Region(classes.getFirst(), 1, 1, false));
    }
    return List.copyOf(regions);
  }
}
