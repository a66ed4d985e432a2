package org.cdssl.collection.check;

import java.util.BitSet;
import java.util.Optional;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.check.GeometryRules.Found;

/// Rules about an image and its mask: same grid, values that are labels.
final class MaskRules {
  private MaskRules() {}

  /// @param declared the label values that may occur; empty where nobody said
  static void check(
      ImageEntry entry, FileFacts image, FileFacts mask, Optional<BitSet> declared, Found found) {
    if (mask.isBroken()) {
      found.add(
          Grade.ERROR, Finding.Kind.MASK_UNREADABLE, "its mask cannot be used: " + mask.problem());
      return;
    }
    if (mask.images().size() != 1) {
      found.add(
          Grade.ERROR,
          Finding.Kind.MASK_SIZE,
          "its mask holds " + mask.images().size() + " images");
      return;
    }
    labels(mask.images().getFirst(), declared, found);
    if (image.isBroken()) {
      return;
    }
    if (image.nx() != mask.nx() || image.ny() != mask.ny() || image.nz() != mask.nz()) {
      found.add(
          Grade.ERROR,
          Finding.Kind.MASK_SIZE,
          "is " + image.sizeText() + " and its mask " + mask.sizeText());
      return;
    }
    if (image.isFlat() || mask.isFlat()) {
      return;
    }
    double off = GeometryRules.farthest(image.geometry(), mask.geometry(), image);
    GeometryRules.grade(off, image.geometry().spacingMm())
        .ifPresent(grade ->
            found.add(
                grade,
                Finding.Kind.MASK_GRID,
                "its mask lies elsewhere, by %s mm at the farthest corner%s"
                    .formatted(
                        GeometryRules.number(off),
                        GeometryRules.isRightHanded(image.geometry())
                                == GeometryRules.isRightHanded(mask.geometry())
                            ? ""
                            : " (an axis is flipped)")));
  }

  private static void labels(ImageFacts mask, Optional<BitSet> declared, Found found) {
    if (mask.labels().isEmpty()) {
      found.add(
          Grade.ERROR,
          Finding.Kind.LABEL_VALUES,
          "its mask has values from %s to %s that are no labels (whole numbers from 0, few)"
              .formatted(mask.min(), mask.max()));
      return;
    }
    BitSet values = LabelRanges.parse(mask.labels());
    if (values.cardinality() == 1 && values.get(0)) {
      found.add(Grade.NOTE, Finding.Kind.EMPTY_MASK, "its mask is background only");
    }
    declared.ifPresent(allowed -> {
      values.andNot(allowed);
      if (!values.isEmpty()) {
        found.add(
            Grade.ERROR,
            Finding.Kind.LABEL_VALUES,
            "its mask has the labels %s, which are not among %s"
                .formatted(LabelRanges.text(values), LabelRanges.text(allowed)));
      }
    });
  }
}
