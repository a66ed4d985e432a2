package org.cdssl.image.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;

/// One image format. Implementations have no state and may be used by many threads.
///
/// A hospital adds its own by naming the class in
/// `META-INF/services/org.cdssl.image.format.ImageReader` of a jar on the class path; three methods
/// about the name and two about the content are all it writes.
public interface ImageReader {
  /// Name for people, e.g. "NIfTI".
  String name();

  /// File name endings in lower case with their dot, e.g. ".nii.gz". They say which files of a
  /// folder are images, and which reader explains what is wrong with a file whose content no reader
  /// knows.
  List<String> suffixes();

  /// Whether the content is of this format.
  ///
  /// @param start up to [ImageFiles#START_BYTES] first bytes, already inflated where the file is
  ///   gzip
  boolean accepts(Path file, byte[] start);

  /// Sizes, type and geometry, without the voxels.
  ///
  /// @throws FormatException where the file is damaged, out of limits or not supported
  ImageHeader readHeader(Path file, Limits limits) throws IOException;

  /// Hands all voxels of all frames to `sink`, x fastest, after scaling (in float64, then rounded
  /// to float32). NaN and infinite values are handed on as they are.
  ///
  /// @throws FormatException where the file is damaged, out of limits or not supported
  void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException;

  /// All files that make up the image, `file` among them: a header names others that hold its
  /// voxels, a slice belongs to a series. Their sizes bound what the image may claim, and a change
  /// of any is a change of the image.
  ///
  /// @throws FormatException where the files cannot be told
  default List<Path> filesOf(Path file, Limits limits) throws IOException {
    return List.of(file);
  }

  /// Reads an image of one frame; a file of several is refused with a line that says how to choose.
  default LoadedImage read(Path file, Limits limits) throws IOException {
    return read(file, -1, limits);
  }

  /// Reads one frame.
  ///
  /// @param frame 0-based; -1 for the only one there is
  default LoadedImage read(Path file, int frame, Limits limits) throws IOException {
    ImageHeader header = readHeader(file, limits);
    if (frame < 0 && header.frames() > 1) {
      throw new FormatException(
          file,
          "has "
              + header.frames()
              + " frames ("
              + header.sizeText()
              + "); choose one, 0 to "
              + (header.frames() - 1));
    }
    if (frame >= header.frames()) {
      throw new FormatException(
          file, "has no frame " + frame + "; frames are 0 to " + (header.frames() - 1));
    }
    long bytes = 4 * header.frameVoxels();
    if (bytes > (1L << 20) && bytes / 16 > storedBytes(file, limits)) {
      // a small file claims a large image: see that the voxels are there before memory is taken
      readVoxels(file, limits, VoxelSink.NONE);
    }
    float[] voxels = Voxels.allocate(file, header.frameVoxels());
    readVoxels(file, limits, new FrameSink(voxels, Math.max(frame, 0)));
    if (header.isFlat()) {
      float fullScale = header.fullScale() > 0 ? header.fullScale() : Voxels.fullScale(voxels);
      return new LoadedImage.Flat(new Image2d(header.nx(), header.ny(), voxels, fullScale));
    }
    return new LoadedImage.Solid(
        new Volume(header.nx(), header.ny(), header.nz(), voxels, header.geometry().orElseThrow()));
  }

  /// Bytes of all files of the image together.
  private long storedBytes(Path file, Limits limits) throws IOException {
    long bytes = 0;
    for (Path part : filesOf(file, limits)) {
      bytes += Files.size(part);
    }
    return bytes;
  }
}
