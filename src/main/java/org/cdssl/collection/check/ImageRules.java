package org.cdssl.collection.check;

import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.check.GeometryRules.Found;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.IntensityWindow;
import org.cdssl.image.format.Voxels;

/// Rules about one image: can it be read, does it hold something, does it suit its source?
final class ImageRules {
  private static final int FEW_VOXELS = 8;
  private static final int FEW_PIXELS = 16;
  private static final double MOSTLY = 0.95;
  private static final int LARGEST_XRAY = 65535;

  private ImageRules() {}

  /// @param declared whether dimension and modality of the entry were stated by somebody
  static void check(ImageEntry entry, boolean declared, FileFacts facts, Found found) {
    if (facts.isBroken()) {
      found.add(Grade.ERROR, facts.problemKind(), facts.problem());
      return;
    }
    if (entry.frame() < 0 && facts.images().size() > 1) {
      found.add(
          declared ? Grade.ERROR : Grade.WARNING,
          Finding.Kind.SEVERAL_FRAMES,
          "holds "
              + facts.images().size()
              + " images (4D); write the one that is wanted to a file"
              + " of its own");
      return;
    }
    if (entry.frame() >= facts.images().size()) {
      found.add(Grade.ERROR, Finding.Kind.UNREADABLE, "has no frame " + entry.frame());
      return;
    }
    GeometryRules.check(facts, found);
    if (declared && !dimension(entry, facts, found)) {
      return;
    }
    size(entry, declared, facts, found);
    values(entry, declared, facts, image(entry, facts), found);
  }

  /// Facts of the entry's own frame.
  static ImageFacts image(ImageEntry entry, FileFacts facts) {
    return facts.images().get(Math.max(0, entry.frame()));
  }

  private static boolean dimension(ImageEntry entry, FileFacts facts, Found found) {
    // arrays of an archive carry no geometry; their number of axes says what they are
    boolean archive = entry.isInArchive();
    boolean slice = facts.nx() == 1 || facts.ny() == 1 || facts.nz() == 1;
    if (entry.dimension() == Dimension.D3
        && (archive ? facts.nz() == 1 : facts.isFlat() || slice)) {
      found.add(
          Grade.ERROR,
          Finding.Kind.WRONG_DIMENSION,
          "is flat (" + facts.sizeText() + ") in a source of dimension 3d");
      return false;
    }
    if (entry.dimension() == Dimension.D2 && !archive && !facts.isFlat() && !slice) {
      found.add(
          Grade.ERROR,
          Finding.Kind.WRONG_DIMENSION,
          "is a volume (" + facts.sizeText() + ") in a source of dimension 2d");
      return false;
    }
    return true;
  }

  private static void size(ImageEntry entry, boolean declared, FileFacts facts, Found found) {
    if (facts.isFlat()) {
      if (!entry.isInArchive() && Math.min(facts.nx(), facts.ny()) < FEW_PIXELS) {
        found.add(
            Grade.WARNING,
            Finding.Kind.TOO_SMALL,
            "has " + facts.sizeText() + " pixels, so few that a crop shows nothing");
      }
      return;
    }
    if (facts.nx() == 1 || facts.ny() == 1 || facts.nz() == 1) {
      return; // a slice that serves as a flat image
    }
    int[] sizes = {facts.nx(), facts.ny(), facts.nz()};
    double[] spacing = facts.geometry().spacingMm();
    for (int axis = 0; axis < 3; axis++) {
      boolean resampled = declared && entry.spacingMm() > 0;
      double voxels = resampled ? sizes[axis] * spacing[axis] / entry.spacingMm() : sizes[axis];
      if (voxels < FEW_VOXELS) {
        found.add(
            Grade.WARNING,
            Finding.Kind.TOO_SMALL,
            "has "
                + facts.sizeText()
                + " voxels"
                + (resampled ? " before resampling to " + entry.spacingMm() + " mm" : "")
                + ", so few along axis "
                + axis
                + " that it is mostly padding");
        return;
      }
    }
  }

  private static void values(
      ImageEntry entry, boolean declared, FileFacts facts, ImageFacts image, Found found) {
    if (image.nan() > 0) {
      found.add(
          Grade.ERROR,
          Finding.Kind.NAN,
          image.nan() + " of " + image.voxels() + " voxels are NaN; repair it or leave it out");
    }
    if (image.infinite() > 0) {
      found.add(
          Grade.ERROR,
          Finding.Kind.INFINITE,
          image.infinite()
              + " of "
              + image.voxels()
              + " voxels are infinite; repair it or leave it out");
    }
    if (image.isConstant()) {
      found.add(Grade.ERROR, Finding.Kind.CONSTANT, "every voxel is " + number(image.min()));
      return;
    }
    if (!declared || image.nan() + image.infinite() > 0) {
      return;
    }
    switch (entry.modality()) {
      case CT -> hounsfield(image, found);
      case XRAY -> xray(facts, image, found);
      case MR, OTHER, SCALED -> {} // their window follows from the values or fits any
    }
  }

  private static void hounsfield(ImageFacts image, Found found) {
    IntensityWindow window = IntensityWindow.CT;
    if (image.isConstantIn(window)) {
      inWindow(image, window, Modality.CT, found);
    } else if (image.clipped() > MOSTLY * image.voxels()) {
      found.add(
          Grade.WARNING,
          Finding.Kind.VALUE_RANGE,
          "%.1f %% of its voxels are outside -1000 to 1000 HU; is the rescale of CT applied?"
              .formatted(100.0 * image.clipped() / image.voxels()));
    }
  }

  private static void xray(FileFacts facts, ImageFacts image, Found found) {
    if (!facts.isFlat() && (image.min() < 0 || image.max() > LARGEST_XRAY)) {
      found.add(
          Grade.ERROR,
          Finding.Kind.VALUE_RANGE,
          "has values from %s to %s, which no X-ray of 8 to 16 bits has; set modality: other"
              .formatted(number(image.min()), number(image.max())));
      return;
    }
    float fullScale = facts.fullScale() > 0 ? facts.fullScale() : Voxels.fullScaleOf(image.max());
    IntensityWindow window = new IntensityWindow(0, fullScale);
    if (image.isConstantIn(window)) {
      inWindow(image, window, Modality.XRAY, found);
    }
  }

  private static void inWindow(
      ImageFacts image, IntensityWindow window, Modality modality, Found found) {
    found.add(
        Grade.ERROR,
        Finding.Kind.CONSTANT_IN_WINDOW,
        "its values, %s to %s, are one value in the window of %s (%s to %s); check the modality"
            .formatted(
                number(image.min()),
                number(image.max()),
                modality == Modality.CT ? "CT" : "X-rays",
                number(window.low()),
                number(window.high())));
  }

  private static String number(float value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString(value);
  }
}
