package org.cdssl.image.format.numpy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.FileInput;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.Voxels;

/// Reads a `.npy` array as an image. Its axes are taken as those of nibabel's `get_fdata()`:
///
/// - 2 axes: a flat image, indexed [y, x];
/// - 3 axes: a volume, indexed [x, y, z], 1 mm spacing (the format knows none), RAS+;
/// - 4 axes: frames of such volumes, indexed [x, y, z, frame].
///
/// Voxels come x fastest whatever the order in the file, so an array in C order is turned round in
/// memory.
public final class NpyReader implements ImageReader {
  @Override
  public String name() {
    return "NumPy array";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".npy");
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    return NpyHeader.isNpy(start);
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    try (FileInput in = FileInput.open(file)) {
      return imageHeader(file, NpyHeader.read(file, in, limits), limits);
    }
  }

  private static ImageHeader imageHeader(Path file, NpyHeader header, Limits limits)
      throws FormatException {
    int axes = header.shape().size();
    if (axes < 2 || axes > 4) {
      throw new FormatException(
          file,
          "is an array of " + axes + " axes; an image has 2 [y, x], 3 [x, y, z] or 4 with frames");
    }
    long[] shape = header.shape().stream().mapToLong(Long::longValue).toArray();
    limits.checkedCount(file, shape);
    boolean flat = axes == 2;
    // the count is at most 2^30, so each axis fits an int
    return new ImageHeader(
        "NumPy",
        header.type().label(),
        header.type(),
        (int) shape[flat ? 1 : 0],
        (int) shape[flat ? 0 : 1],
        flat ? 1 : (int) shape[2],
        axes == 4 ? (int) shape[3] : 1,
        flat ? Optional.empty() : Optional.of(Geometry.ofSpacing(1, 1, 1)),
        flat ? Voxels.fullScale(header.type()) : 0);
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    try (FileInput in = FileInput.open(file)) {
      NpyHeader header = NpyHeader.read(file, in, limits);
      ImageHeader image = imageHeader(file, header, limits);
      in.requireRoomFor(header.fileBytes(), limits);
      boolean inOrder = image.isFlat() != header.fortranOrder();
      if (inOrder) {
        decode(file, in, header, sink);
      } else {
        long[] sizes =
            image.isFlat()
                ? new long[] {image.nx(), image.ny()}
                : new long[] {image.nx(), image.ny(), image.nz(), image.frames()};
        if (in.isGzip()) {
          // the claim of a compressed file is proven before memory is taken for it
          try (FileInput dry = FileInput.open(file)) {
            decode(file, dry, NpyHeader.read(file, dry, limits), VoxelSink.NONE);
          }
        }
        float[] stored = Voxels.allocate(file, header.count());
        int[] filled = {0};
        decode(
            file,
            in,
            header,
            (chunk, length) -> {
              System.arraycopy(chunk, 0, stored, filled[0], length);
              filled[0] += length;
            });
        emitReversed(stored, sizes, sink);
      }
      in.requireEnd();
    }
  }

  private static void decode(Path file, FileInput in, NpyHeader header, VoxelSink sink)
      throws IOException {
    Voxels.decode(file, in, header.count(), header.type(), header.order(), 1, 0, sink);
  }

  /// Hands on an array whose axes are stored slowest first with the first axis fastest. `sizes` are
  /// in the order in which the voxels are handed on.
  private static void emitReversed(float[] stored, long[] sizes, VoxelSink sink)
      throws IOException {
    int rowLength = (int) sizes[0];
    int rowStride = stored.length / rowLength;
    long[] index = new long[sizes.length];
    float[] row = new float[rowLength];
    for (int r = 0; r < rowStride; r++) {
      long start = 0;
      long stride = rowStride;
      for (int a = 1; a < sizes.length; a++) {
        stride /= sizes[a];
        start += index[a] * stride;
      }
      for (int x = 0; x < rowLength; x++) {
        row[x] = stored[(int) start + x * rowStride];
      }
      sink.accept(row, rowLength);
      for (int a = 1; a < sizes.length && ++index[a] == sizes[a]; a++) {
        index[a] = 0;
      }
    }
  }
}
