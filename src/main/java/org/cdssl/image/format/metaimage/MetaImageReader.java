package org.cdssl.image.format.metaimage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.HeaderNumbers;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageHeader.Remark;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelData;
import org.cdssl.image.format.VoxelData.Encoding;
import org.cdssl.image.format.VoxelData.Piece;
import org.cdssl.image.format.VoxelFiles;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.Voxels;

/// Reads MetaImage: `.mha`, and `.mhd` with its voxels in one file, in the files of a `LIST`, or in
/// numbered ones; plain, compressed (zlib or gzip) or as text.
///
/// Two dimensions are a flat image, three a volume, more are frames. Positions are LPS in the file
/// and RAS in memory; as in ITK, row `a` of `TransformMatrix` is the direction of index axis `a`,
/// and neither `AnatomicalOrientation` nor `CenterOfRotation` moves anything.
public final class MetaImageReader implements ImageReader {
  @Override
  public String name() {
    return "MetaImage";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".mha", ".mhd");
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    return MetaImageHeader.looksLikeOne(new String(start, StandardCharsets.ISO_8859_1));
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    MetaImageHeader header = MetaImageHeader.read(file, limits);
    long[] sizes = header.sizes();
    boolean flat = sizes.length == 2;
    long frames = 1;
    for (int i = 3; i < sizes.length; i++) {
      frames *= sizes[i]; // the whole count is within limits
    }
    return new ImageHeader(
        "MetaImage",
        header.type().label(),
        header.type(),
        (int) sizes[0],
        (int) sizes[1],
        flat ? 1 : (int) sizes[2],
        (int) frames,
        flat ? Optional.empty() : Optional.of(geometry(file, header)),
        flat ? Voxels.fullScale(header.type()) : 0,
        remarks(header));
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    MetaImageHeader header = MetaImageHeader.read(file, limits);
    Encoding encoding =
        header.compressed() ? Encoding.ZLIB : header.text() ? Encoding.TEXT : Encoding.RAW;
    new VoxelData(pieces(file, header), encoding, header.type(), header.order()).read(limits, sink);
  }

  @Override
  public List<Path> filesOf(Path file, Limits limits) throws IOException {
    Set<Path> files = new LinkedHashSet<>(List.of(file));
    MetaImageHeader header = MetaImageHeader.read(file, limits);
    if (!isLocal(header)) {
      pieces(file, header).forEach(piece -> files.add(piece.file()));
    }
    return List.copyOf(files);
  }

  private static Geometry geometry(Path file, MetaImageHeader header) throws FormatException {
    int n = header.sizes().length;
    double[] affine = new double[16];
    affine[15] = 1;
    for (int r = 0; r < 3; r++) {
      double sign = r < 2 ? -1 : 1; // LPS to RAS
      for (int axis = 0; axis < 3; axis++) {
        affine[4 * r + axis] =
            sign * header.directions()[axis * n + r] * header.spacing()[axis] + 0.0;
      }
      affine[4 * r + 3] = sign * header.offset()[r] + 0.0;
    }
    for (double value : affine) {
      if (!Double.isFinite(value)) {
        throw new FormatException(file, "its geometry holds a number that is not finite");
      }
    }
    return new Geometry(affine);
  }

  private static List<Remark> remarks(MetaImageHeader header) {
    List<Remark> remarks = new ArrayList<>();
    for (int axis = 0; axis < Math.min(3, header.sizes().length); axis++) {
      if (header.spacing()[axis] < 0) {
        remarks.add(
            new Remark(
                Remark.Kind.NEGATIVE_SPACING,
                "ElementSpacing is negative along axis " + axis + ", taken as a flip"));
      }
    }
    return remarks;
  }

  private static boolean isLocal(MetaImageHeader header) {
    return header.dataFile().toUpperCase(Locale.ROOT).equals("LOCAL");
  }

  private static List<Piece> pieces(Path file, MetaImageHeader header) throws IOException {
    long voxels = 1;
    for (long size : header.sizes()) {
      voxels *= size;
    }
    if (isLocal(header)) {
      // HeaderSize counts in files of their own only
      return List.of(new Piece(file, header.bytes(), 0, voxels));
    }
    List<String> names;
    long each = voxels;
    int n = header.sizes().length;
    if (header.dataFile().startsWith("LIST")) {
      String rest = header.dataFile().substring("LIST".length()).replace("D", "");
      long axes = rest.isBlank() ? n - 1 : new HeaderNumbers(file, "ElementDataFile").integer(rest);
      if (axes < 1 || axes > n) {
        throw new FormatException(
            file, "lists files of " + axes + " dimensions for an image of " + n);
      }
      names = header.listed();
      for (int a = (int) axes; a < n; a++) {
        each /= header.sizes()[a];
      }
    } else if (header.dataFile().indexOf('%') >= 0) {
      names = numbered(file, header.dataFile());
      each /= header.sizes()[n - 1];
    } else {
      names = List.of(header.dataFile());
    }
    if (names.size() != voxels / each) {
      throw new FormatException(
          file, "names %d files for its %d slices".formatted(names.size(), voxels / each));
    }
    List<Piece> pieces = new ArrayList<>();
    for (String name : names) {
      long skip = header.skip() < 0 ? VoxelData.AT_END : header.skip();
      pieces.add(new Piece(VoxelFiles.resolve(file, name), skip, 0, each));
    }
    return pieces;
  }

  /// `slice%03d.raw 1 20 1`: first, last and step.
  private static List<String> numbered(Path file, String value) throws FormatException {
    String[] words = value.strip().split("\\s+", -1);
    if (words.length != 4) {
      throw new FormatException(
          file, "names its voxels '" + value + "'; a pattern is followed by first, last and step");
    }
    HeaderNumbers numbers = new HeaderNumbers(file, "ElementDataFile");
    return VoxelFiles.numbered(
        file,
        words[0],
        numbers.integer(words[1]),
        numbers.integer(words[2]),
        numbers.integer(words[3]));
  }
}
