package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cdssl.image.Image2d;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.VoxelType;

/// Reads a DICOM file by itself; [DicomSeries] reads the files of a series as one volume.
///
/// A file whose frames have a place in the patient is a volume (of one slice, where it has one
/// frame), in the order of their position; any other is flat, its frames in the order of the file.
///
/// [#readVoxels] hands on what the format defines: stored values, rescaled or through the Modality
/// LUT. [#read] differs for radiographs and other flat images that do not measure anything (not CT,
/// MR, PT, NM): their smallest possible value becomes 0, `fullScale` is the largest possible, and
/// MONOCHROME1 is inverted between the two, so that bone is bright.
public final class DicomReader implements ImageReader {
  @Override
  public String name() {
    return "DICOM";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".dcm", ".dicom");
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    return DicomFile.isDicom(start);
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    try (DicomFile dicom = DicomFile.open(file, limits)) {
      return header(file, dicom.header());
    }
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    try (DicomFile dicom = DicomFile.open(file, limits)) {
      DicomHeader header = dicom.header();
      Pixels pixels = header.pixels();
      int size = pixels.rows() * pixels.columns();
      FrameReader frames = new FrameReader(dicom);
      Optional<SliceStack> stack = stack(file, header);
      if (stack.isPresent()) {
        stack.get().stream(size, frames::read, sink);
        return;
      }
      float[] frame = new float[size];
      for (int i = 0; i < pixels.frames(); i++) {
        frames.read(i, frame);
        sink.accept(frame, size);
      }
    }
  }

  @Override
  public LoadedImage read(Path file, int frame, Limits limits) throws IOException {
    LoadedImage loaded = ImageReader.super.read(file, frame, limits);
    if (!(loaded instanceof LoadedImage.Flat(Image2d image))) {
      return loaded;
    }
    DicomHeader header;
    try (DicomFile dicom = DicomFile.open(file, limits)) {
      header = dicom.header();
    }
    if (header.isQuantitative()) {
      return loaded;
    }
    return new LoadedImage.Flat(shades(file, header, Math.max(frame, 0), image));
  }

  /// The image on a scale from 0 to its largest possible value, bone bright.
  private static Image2d shades(Path file, DicomHeader header, int frame, Image2d image)
      throws FormatException {
    double[] range = range(header, frame);
    double scale = range[1] - range[0];
    if (!(scale > 0) || !Float.isFinite((float) scale)) {
      throw new FormatException(file, "is damaged: its rescale slope leaves no range of values");
    }
    boolean inverted = isInverted(header);
    float[] shades = image.pixels(); // nobody else has seen it yet
    for (int i = 0; i < shades.length; i++) {
      shades[i] = (float) (inverted ? range[1] - shades[i] : shades[i] - range[0]);
    }
    return new Image2d(image.width(), image.height(), shades, (float) scale);
  }

  private static boolean isInverted(DicomHeader header) {
    return header.pixels().photometric() == Photometric.MONOCHROME1;
  }

  /// Smallest and largest value that a frame can have.
  static double[] range(DicomHeader header, int frame) {
    Lut lut = header.palette() == null ? header.modalityLut() : header.palette();
    if (lut != null) {
      return new double[] {0, lut.fullScale()};
    }
    double a = header.pixels().low() * header.slope(frame) + header.intercept(frame);
    double b = header.pixels().high() * header.slope(frame) + header.intercept(frame);
    return new double[] {Math.min(a, b), Math.max(a, b)};
  }

  private static Optional<SliceStack> stack(Path file, DicomHeader header) throws FormatException {
    if (!header.isPlaced()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          SliceStack.of(file, header.planes(), header.spacingMm(), header.thicknessMm()));
    } catch (FormatException e) {
      // frames of several echoes, phases or orientations are frames, each of which can be chosen
      return Optional.empty();
    }
  }

  static ImageHeader header(Path file, DicomHeader header) throws FormatException {
    Optional<SliceStack> stack = stack(file, header);
    Pixels pixels = header.pixels();
    double[] range = range(header, 0);
    return new ImageHeader(
        format(header, stack.orElse(null)),
        pixels.storedType(),
        type(header),
        pixels.columns(),
        pixels.rows(),
        stack.map(SliceStack::nz).orElse(1),
        stack.isPresent() ? 1 : pixels.frames(),
        stack.map(SliceStack::geometry),
        stack.isPresent() ? 0 : header.isQuantitative() ? 0 : (float) (range[1] - range[0]),
        remarks(header.burnedIn(), stack.orElse(null)));
  }

  /// "DICOM CT, JPEG 2000 (Lossless Only)".
  static String format(DicomHeader header, SliceStack stack) {
    StringBuilder text = new StringBuilder("DICOM");
    if (!header.modality().isEmpty()) {
      text.append(' ').append(header.modality());
    }
    text.append(", ").append(header.syntax().label());
    switch (header.pixels().photometric()) {
      case MONOCHROME2 -> {}
      case MONOCHROME1 ->
          text.append(
              header.isQuantitative() || stack != null
                  ? ", MONOCHROME1"
                  : ", MONOCHROME1 (inverted when used)");
      default -> text.append(", ").append(header.pixels().photometric()).append(" to grey");
    }
    return text.toString();
  }

  /// What is worth telling of an image besides.
  static List<ImageHeader.Remark> remarks(boolean burnedIn, SliceStack stack) {
    List<ImageHeader.Remark> remarks = new ArrayList<>();
    if (burnedIn) {
      remarks.add(
          new ImageHeader.Remark(
              ImageHeader.Remark.Kind.BURNED_IN_ANNOTATION, "BurnedInAnnotation is YES"));
    }
    if (stack != null && stack.isTilted()) {
      remarks.add(
          new ImageHeader.Remark(
              ImageHeader.Remark.Kind.OTHER,
              String.format(
                  Locale.ROOT,
                  "gantry tilt of %.1f degrees, kept in the affine",
                  stack.tiltDegrees())));
    }
    if (stack != null && stack.resampled()) {
      remarks.add(
          new ImageHeader.Remark(
              ImageHeader.Remark.Kind.OTHER,
              "slices are missing or unevenly spaced, interpolated to even spacing"));
    }
    return remarks;
  }

  /// The smallest integer type of all possible values, or a float type.
  static VoxelType type(DicomHeader header) {
    if (header.pixels().isFloat()) {
      return header.pixels().allocated() == 32 ? VoxelType.FLOAT32 : VoxelType.FLOAT64;
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int frames = Math.max(header.slopes().length, header.intercepts().length);
    for (int i = 0; i < frames; i++) {
      double[] range = range(header, i);
      boolean whole =
          header.slope(i) == Math.rint(header.slope(i)) && range[0] == Math.rint(range[0]);
      if (!whole) {
        return VoxelType.FLOAT32;
      }
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
    }
    if (header.pixels().allocated() == 1) {
      return VoxelType.UINT8;
    }
    VoxelType[] types = {
      VoxelType.UINT8,
      VoxelType.INT8,
      VoxelType.UINT16,
      VoxelType.INT16,
      VoxelType.UINT32,
      VoxelType.INT32
    };
    for (VoxelType type : types) {
      if (type.fits(low) && type.fits(high)) {
        return type;
      }
    }
    return VoxelType.FLOAT32;
  }
}
