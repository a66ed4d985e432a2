package org.cdssl.image.format.nifti;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cdssl.image.format.FileInput;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.Voxels;

/// Reads NIfTI-1 and NIfTI-2: `.nii`, `.nii.gz` and pairs of `.hdr` and `.img` (either may be gzip;
/// either may be named).
///
/// Every real voxel type in both byte orders. Scaling is `stored * scl_slope + scl_inter`; a slope
/// of 0, NaN or infinity means none. Axes beyond the third are frames; those of length 1 vanish.
public final class NiftiReader implements ImageReader {
  @Override
  public String name() {
    return "NIfTI";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz");
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    if (isImg(file)) {
      // bare voxels, which may look like anything: the header beside them decides
      return Files.exists(other(file, ".img", ".hdr", ""));
    }
    return NiftiHeader.version(start) != 0;
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    Path headerFile = headerFile(file);
    try (FileInput in = FileInput.open(headerFile)) {
      NiftiHeader header =
          NiftiHeader.parse(headerFile, in.readNBytes(NiftiHeader.BYTES_2), limits);
      return new ImageHeader(
          header.format(),
          header.type().label(),
          header.type(),
          axis(file, header.sizes()[0]),
          axis(file, header.sizes()[1]),
          axis(file, header.sizes()[2]),
          axis(file, header.frames()),
          Optional.of(NiftiAffine.of(headerFile, header)),
          0,
          NiftiAffine.remarks(header));
    }
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    Path headerFile = headerFile(file);
    NiftiHeader header;
    try (FileInput in = FileInput.open(headerFile)) {
      header = NiftiHeader.parse(headerFile, in.readNBytes(NiftiHeader.BYTES_2), limits);
    }
    Path voxelFile = header.single() ? headerFile : voxelFile(headerFile);
    try (FileInput in = FileInput.open(voxelFile)) {
      long bytes = header.voxels() * header.type().bytes();
      if (header.voxelOffset() > Long.MAX_VALUE - bytes) {
        throw new FormatException(
            headerFile, "its NIfTI header puts the voxels at byte " + header.voxelOffset());
      }
      in.requireRoomFor(header.voxelOffset() + bytes, limits);
      in.skipExactly(header.voxelOffset());
      boolean scaled = header.slope() != 0 && Double.isFinite(header.slope());
      if (scaled && !Double.isFinite(header.inter())) {
        throw new FormatException(
            headerFile, "its scl_inter is " + header.inter() + " though its scl_slope is valid");
      }
      Voxels.decode(
          voxelFile,
          in,
          header.voxels(),
          header.type(),
          header.order(),
          scaled ? header.slope() : 1,
          scaled ? header.inter() : 0,
          sink);
      in.requireEnd();
    }
  }

  @Override
  public List<Path> filesOf(Path file, Limits limits) throws IOException {
    Path headerFile = headerFile(file);
    NiftiHeader header;
    try (FileInput in = FileInput.open(headerFile)) {
      header = NiftiHeader.parse(headerFile, in.readNBytes(NiftiHeader.BYTES_2), limits);
    }
    return header.single() ? List.of(headerFile) : List.of(headerFile, voxelFile(headerFile));
  }

  private static int axis(Path file, long size) throws FormatException {
    if (size > Integer.MAX_VALUE) {
      throw new FormatException(file, "has an axis of " + size + " voxels");
    }
    return (int) size;
  }

  private static boolean isImg(Path file) {
    return ImageFiles.endsWith(file, ".img") || ImageFiles.endsWith(file, ".img.gz");
  }

  private static Path headerFile(Path file) throws FormatException {
    if (!isImg(file)) {
      return file;
    }
    Path header = other(file, ".img", ".hdr", "");
    if (!Files.exists(header)) {
      throw new FormatException(file, "its header " + header.getFileName() + " is not beside it");
    }
    return header;
  }

  private static Path voxelFile(Path headerFile) throws FormatException {
    if (ImageFiles.endsWith(headerFile, ".hdr") || ImageFiles.endsWith(headerFile, ".hdr.gz")) {
      for (String gz : List.of("", ".gz")) {
        Path voxels = other(headerFile, ".hdr", ".img", gz);
        if (Files.exists(voxels)) {
          return voxels;
        }
      }
    }
    throw new FormatException(
        headerFile, "is the header of a pair, but there is no .img file of its name beside it");
  }

  /// The other half of a pair: same folder, same name, other ending, in the same letter case; where
  /// that does not exist, with `.gz` added or taken away.
  private static Path other(Path file, String from, String to, String gz) {
    String name = file.getFileName().toString();
    boolean compressed = ImageFiles.endsWith(file, ".gz");
    String plain = compressed ? name.substring(0, name.length() - 3) : name;
    String stem = plain.substring(0, plain.length() - from.length());
    String ending = plain.endsWith(from) ? to : to.toUpperCase(java.util.Locale.ROOT);
    Path same = file.resolveSibling(stem + ending + (compressed && gz.isEmpty() ? ".gz" : gz));
    return Files.exists(same) ? same : file.resolveSibling(stem + ending + gz);
  }
}
