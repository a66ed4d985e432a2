package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cdssl.CdsslException;
import org.cdssl.config.PseudoVolumeConfig.Depth;
import org.cdssl.config.PseudoVolumeConfig.Order;
import org.cdssl.config.Size3;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpyWriter;
import org.cdssl.pseudo3d.SampledPseudoVolume;
import org.cdssl.pseudo3d.Window;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cdssl pseudo3d`: the transform of Eq. 3 by itself, from a flat image to a file.
@Command(
    name = "pseudo3d",
    mixinStandardHelpOptions = true,
    description = {
      "Turns a flat image into a pseudo-3D volume (paper Eq. 3): slice d = i*k + j is",
      "the image shifted by i rows and j columns, every stride-th pixel of it. Values",
      "are the stored pixel values, not scaled, as float32."
    },
    footer = {
      "",
      "A .npy is indexed [row, column, d] with shape (H_t, W_t, k*k), as the paper",
      "writes it: a[:, :, 12] is the centre crop for k = 5. A .nii or .nii.gz has",
      "x = column, y = row, z = d and 1 mm spacing.",
      "",
      "Examples: cdssl pseudo3d chest.png chest.npy",
      "          cdssl pseudo3d --window 3 --size 64x64x32 chest.png input.nii.gz"
    })
public final class Pseudo3dCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IMAGE", description = "the flat image to read")
  Path in;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "the file to write: .npy, .nii or .nii.gz")
  Path out;

  @Option(
      names = "--window",
      paramLabel = "K",
      defaultValue = "5",
      description = "side of the window in pixels (${DEFAULT-VALUE})")
  int window;

  @Option(
      names = "--stride",
      paramLabel = "S",
      defaultValue = "1",
      description = "step of the window in pixels (${DEFAULT-VALUE})")
  int stride;

  @Option(
      names = "--order",
      paramLabel = "row|column",
      defaultValue = "row",
      description = "which offset runs slowest: row is d = i*k + j, column d = j*k + i (row)")
  String order;

  @Option(
      names = "--size",
      paramLabel = "native|HxWxD",
      defaultValue = "native",
      description = "resize to this, as the network input 64x64x32 (${DEFAULT-VALUE})")
  String size;

  @Option(
      names = "--depth",
      paramLabel = "linear|nearest",
      defaultValue = "linear",
      description = "how a resize treats the depth axis; in the plane it is linear (linear)")
  String depth;

  @Override
  public Integer call() throws IOException {
    boolean npy = ImageFiles.endsWith(out, ".npy");
    if (!npy && !ImageFiles.endsWith(out, ".nii") && !ImageFiles.endsWith(out, ".nii.gz")) {
      throw CdsslException.usage(out + ": the output must end in .npy, .nii or .nii.gz");
    }
    if (Files.exists(out) && Files.exists(in) && Files.isSameFile(in, out)) {
      throw CdsslException.usage(out + ": is the input itself; choose another name");
    }
    Order slowest = choice("--order", order, Order.values());
    Depth along = choice("--depth", depth, Depth.values());
    Image2d image;
    Size3 to;
    float[] values;
    try {
      Size3 asked = size.equals("native") ? null : Size3.parse(size);
      Window k = new Window(window, stride, slowest);
      image = flat();
      to = asked == null ? k.sizeFor(image.width(), image.height()) : asked;
      requireMemory(to);
      values = transform(image, k, to, along);
    } catch (IllegalArgumentException e) {
      throw new CdsslException(CdsslException.Kind.USAGE, in + ": " + e.getMessage(), e);
    }
    if (npy) {
      NpyWriter.write(out, rowsFirst(values, to), VoxelType.FLOAT32, to.h(), to.w(), to.d());
    } else {
      NiftiWriter.write(
          out, new Volume(to.w(), to.h(), to.d(), values, Geometry.ofSpacing(1, 1, 1)));
    }
    return 0;
  }

  private static float[] transform(Image2d image, Window window, Size3 to, Depth depth) {
    float[] values = new float[to.voxels()];
    new SampledPseudoVolume(image.width(), image.height(), window, to, depth)
        .sample(image.pixels(), values, 0);
    return values;
  }

  /// The image; a volume of one slice serves as one, its x to the right and y downwards.
  private Image2d flat() throws IOException {
    return switch (ImageFiles.read(in)) {
      case LoadedImage.Flat(Image2d image) -> image;
      case LoadedImage.Solid(Volume v) -> {
        if (v.nz() != 1) {
          throw new FormatException(
              in,
              "is a volume of %dx%dx%d voxels and pseudo3d takes a flat image"
                  .formatted(v.nx(), v.ny(), v.nz()));
        }
        yield new Image2d(v.nx(), v.ny(), v.voxels(), 1);
      }
    };
  }

  /// Two copies of the result are in memory at once while a `.npy` is written.
  private static void requireMemory(Size3 size) {
    double bytes = 2.0 * Float.BYTES * size.d() * size.h() * size.w();
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > 0.9 * heap || bytes > 2.0 * Float.BYTES * Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a volume of %s needs %.0f MiB of memory and there are %d; use a larger --stride or"
                  + " a --size",
              size,
              bytes / (1 << 20),
              heap >> 20));
    }
  }

  /// From tensor order `[D, H, W]` to the paper's `[H, W, D]`.
  private static float[] rowsFirst(float[] values, Size3 size) {
    int area = size.h() * size.w();
    float[] result = new float[values.length];
    for (int d = 0; d < size.d(); d++) {
      for (int p = 0; p < area; p++) {
        result[p * size.d() + d] = values[d * area + p];
      }
    }
    return result;
  }

  private static <E extends Enum<E>> E choice(String option, String text, E[] values) {
    for (E value : values) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw CdsslException.usage(
        Arrays.stream(values)
            .map(v -> v.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or ", option + " must be ", ", got '" + text + "'")));
  }
}
