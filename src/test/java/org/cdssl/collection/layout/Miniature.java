package org.cdssl.collection.layout;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.raster.PngWriter;

/// A published collection in miniature: generated images in the layout, traps included.
final class Miniature {
  final Path root;

  Miniature(Path root) {
    this.root = root;
  }

  private Path file(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }

  Miniature volumes(String... paths) throws IOException {
    for (String path : paths) {
      float[] voxels = new float[4 * 5 * 6];
      for (int i = 0; i < voxels.length; i++) {
        voxels[i] = i + path.length();
      }
      NiftiWriter.write(
          file(path), new Volume(4, 5, 6, voxels, Geometry.ofSpacing(1, 1, 2)), VoxelType.INT16);
    }
    return this;
  }

  Miniature masks(String... paths) throws IOException {
    for (String path : paths) {
      float[] voxels = new float[4 * 5 * 6];
      voxels[7] = 1;
      NiftiWriter.write(
          file(path), new Volume(4, 5, 6, voxels, Geometry.ofSpacing(1, 1, 2)), VoxelType.UINT8);
    }
    return this;
  }

  /// Text header and raw data of a MetaImage; `flip` turns its first axis round.
  Miniature metaImage(String path, boolean flip) throws IOException {
    String name = Path.of(path).getFileName().toString();
    Files.writeString(
        file(path + ".mhd"),
        """
        ObjectType = Image
        NDims = 3
        TransformMatrix = %s 0 0 0 1 0 0 0 1
        Offset = 0 0 0
        ElementSpacing = 1 1 2
        DimSize = 4 5 6
        ElementType = MET_SHORT
        ElementDataFile = %s.raw
        """
            .formatted(flip ? "-1" : "1", name));
    ByteBuffer raw = ByteBuffer.allocate(2 * 4 * 5 * 6).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4 * 5 * 6; i++) {
      raw.putShort((short) (i - 1000));
    }
    Files.write(file(path + ".raw"), raw.array());
    return this;
  }

  Miniature png(String path) throws IOException {
    float[] pixels = new float[64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 3 * i;
    }
    PngWriter.write(file(path), new Image2d(8, 8, pixels, 255));
    return this;
  }

  /// Four channels, as a few of the NIH's files are.
  Miniature rgba(String path) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(3, 4, 0xffffffff);
    ImageIO.write(image, "png", file(path).toFile());
    return this;
  }

  Miniature jpegs(String... paths) throws IOException {
    for (String path : paths) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(2, 3, 0, 200);
      ImageIO.write(image, "jpg", file(path).toFile());
    }
    return this;
  }

  Miniature text(String path, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    if (path.endsWith(".gz")) {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file(path)))) {
        out.write(bytes);
      }
    } else {
      Files.write(file(path), bytes);
    }
    return this;
  }

  /// What unpacking on macOS leaves behind, beside each of the files.
  Miniature macLitter(String... paths) throws IOException {
    for (String path : paths) {
      Path file = Path.of(path);
      text(file.resolveSibling("._" + file.getFileName()).toString(), "AppleDouble");
      text("__MACOSX/" + path, "AppleDouble");
    }
    return this;
  }

  SourceConfig source(Kind kind) {
    return SourceConfig.of("s", kind, root.toString());
  }

  ScannedSource scan(Kind kind) {
    return scan(source(kind));
  }

  static ScannedSource scan(SourceConfig source) {
    try {
      return Layouts.scan(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  static List<String> paths(ScannedSource scanned) {
    return scanned.entries().stream().map(ImageEntry::path).toList();
  }

  /// Entries by path, or by path and frame where a file has several.
  static <V> Map<String, V> by(ScannedSource scanned, Function<ImageEntry, V> value) {
    return scanned.entries().stream().collect(Collectors.toMap(e -> e.id().substring(2), value));
  }

  /// Path of the mask relative to the root; "" for no label.
  String mask(ImageEntry entry) {
    try {
      return entry.target() instanceof Target.Mask m
          ? root.toRealPath().relativize(m.file()).toString()
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
