package org.cdssl.collection.check;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.cdssl.config.DataConfig;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpyWriter;
import org.cdssl.image.format.raster.PngWriter;

/// A small collection of three sources in which every kind of damage to a file is planted once
/// among clean files.
final class PlantedCollection {
  static final int N = 16;
  static final Geometry RAS = Geometry.ofSpacing(1, 1, 2);

  final Path root;
  final DataConfig data;
  final int clean;

  /// What should be found, by name of the file.
  final Map<String, Set<Finding.Kind>> planted = new TreeMap<>();

  private final Random random = new Random(5);
  private final Path ct;

  PlantedCollection(Path root, int clean) throws IOException {
    this.root = root;
    this.clean = clean;
    this.ct = Files.createDirectories(root.resolve("ct"));
    Path xray = Files.createDirectories(root.resolve("xray"));
    Path other = Files.createDirectories(root.resolve("other"));
    for (int i = 0; i < clean; i++) {
      NiftiWriter.write(ct.resolve("clean%03d.nii.gz".formatted(i)), volume(RAS), VoxelType.INT16);
      PngWriter.write(xray.resolve("clean%03d.png".formatted(i)), flat(0, 255));
      NiftiWriter.write(
          other.resolve("clean%03d.nii".formatted(i)), volume(tilted()), VoxelType.FLOAT32);
    }
    damageFiles();
    damageVoxels(xray, other);
    damageGeometry();
    data =
        new DataConfig(
            List.of(
                source("ct", ct, Dimension.D3, Modality.CT),
                source("xray", xray, Dimension.D2, Modality.XRAY),
                source("other", other, Dimension.D3, Modality.OTHER)),
            List.of(),
            0,
            64,
            0.01,
            100);
  }

  static SourceConfig source(String name, Path path, Dimension dimension, Modality modality) {
    return new SourceConfig(
        name,
        Kind.FOLDER,
        path.toString(),
        List.of(),
        List.of(),
        dimension,
        modality,
        dimension == Dimension.D3 ? 1 : 0,
        "");
  }

  Volume volume(Geometry geometry) {
    float[] voxels = new float[N * N * N];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = random.nextInt(2000) - 1000;
    }
    return new Volume(N, N, N, voxels, geometry);
  }

  Image2d flat(int low, int high) {
    float[] pixels = new float[40 * 30];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = low + random.nextInt(high - low + 1);
    }
    return new Image2d(40, 30, pixels, 255);
  }

  /// A rotation by 0.1 about z, axes at right angles as far as float32 goes.
  private static Geometry tilted() {
    double c = Math.cos(0.1);
    double s = Math.sin(0.1);
    return new Geometry(new double[] {c, -s, 0, -8, s, c, 0, 3, 0, 0, 1, 9, 0, 0, 0, 1});
  }

  private void plant(String name, Finding.Kind... kinds) {
    planted.put(name, Set.of(kinds));
  }

  private void damageFiles() throws IOException {
    byte[] whole = gzip(nifti(volume(RAS)));
    Files.write(ct.resolve("truncated.nii.gz"), Arrays.copyOf(whole, whole.length - 500));
    plant("truncated.nii.gz", Finding.Kind.TRUNCATED);
    byte[] crc = gzip(nifti(volume(RAS)));
    crc[crc.length - 6] ^= 1;
    Files.write(ct.resolve("crc.nii.gz"), crc);
    plant("crc.nii.gz", Finding.Kind.DAMAGED);
    Files.write(ct.resolve("empty.nii.gz"), new byte[0]);
    plant("empty.nii.gz", Finding.Kind.EMPTY_FILE);
    patch("type.nii", volume(RAS), bytes -> bytes.putShort(70, (short) 77));
    plant("type.nii", Finding.Kind.UNREADABLE);
    Files.writeString(
        ct.resolve("raw.mhd"),
        "NDims = 3\nDimSize = 9 9 9\nElementType = MET_SHORT\nElementDataFile = raw.raw\n");
    plant("raw.mhd", Finding.Kind.UNREADABLE);
    PngWriter.write(ct.resolve("flat.png"), flat(0, 255));
    plant("flat.png", Finding.Kind.WRONG_DIMENSION);
    float[] frames = volume(RAS).voxels();
    NpyWriter.write(ct.resolve("frames.npy"), frames, VoxelType.INT16, N, N, N / 2, 2);
    plant("frames.npy", Finding.Kind.SEVERAL_FRAMES);
  }

  private void damageVoxels(Path xray, Path other) throws IOException {
    voxels("nan.nii", v -> v[100] = Float.NaN);
    plant("nan.nii", Finding.Kind.NAN);
    voxels("infinite.nii", v -> v[100] = Float.NEGATIVE_INFINITY);
    plant("infinite.nii", Finding.Kind.INFINITE);
    voxels("constant.nii", v -> Arrays.fill(v, -7));
    plant("constant.nii", Finding.Kind.CONSTANT);
    voxels(
        "window.nii",
        v -> {
          for (int i = 0; i < v.length; i++) {
            v[i] += 3000;
          }
        });
    plant("window.nii", Finding.Kind.CONSTANT_IN_WINDOW);
    voxels(
        "offset.nii",
        v -> {
          for (int i = 0; i < v.length; i++) {
            v[i] = i % 50 == 0 ? v[i] : v[i] + 2001;
          }
        });
    plant("offset.nii", Finding.Kind.VALUE_RANGE);
    Files.copy(ct.resolve("clean000.nii.gz"), other.resolve("copy.nii.gz"));
    // the voxels are compared, not the bytes: the second copy is stored without compression
    NiftiWriter.write(
        other.resolve("again.nii"), read(other.resolve("clean001.nii")), VoxelType.FLOAT64);
    plant("copy.nii.gz", Finding.Kind.DUPLICATE);
    plant("clean001.nii", Finding.Kind.DUPLICATE); // again.nii comes first by name
    PngWriter.write(
        xray.resolve("small.png"), new Image2d(3, 2, new float[] {1, 2, 3, 4, 5, 6}, 255));
    plant("small.png", Finding.Kind.TOO_SMALL);
    Files.write(
        xray.resolve("cut.png"),
        Arrays.copyOf(Files.readAllBytes(xray.resolve("clean000.png")), 300));
    plant("cut.png", Finding.Kind.TRUNCATED);
  }

  private void damageGeometry() throws IOException {
    NiftiWriter.write(
        ct.resolve("metres.nii"), volume(Geometry.ofSpacing(0.001, 0.001, 0.002)), VoxelType.INT16);
    plant("metres.nii", Finding.Kind.WRONG_UNIT, Finding.Kind.TOO_SMALL);
    NiftiWriter.write(
        ct.resolve("micrometres.nii"), volume(Geometry.ofSpacing(900, 900, 2000)), VoxelType.INT16);
    plant("micrometres.nii", Finding.Kind.WRONG_UNIT);
    patch("units.nii", volume(RAS), bytes -> bytes.put(123, (byte) 1));
    plant("units.nii", Finding.Kind.WRONG_UNIT);
    patch("zero.nii", volume(RAS), bytes -> withoutSform(bytes).putFloat(80, 0));
    plant("zero.nii", Finding.Kind.ZERO_SPACING);
    patch("negative.nii", volume(RAS), bytes -> withoutSform(bytes).putFloat(84, -1));
    plant("negative.nii", Finding.Kind.NEGATIVE_SPACING);
    Geometry sheared =
        new Geometry(new double[] {1, 0.3, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1});
    NiftiWriter.write(ct.resolve("sheared.nii"), volume(sheared), VoxelType.INT16);
    plant("sheared.nii", Finding.Kind.NOT_ORTHONORMAL);
    Geometry mirrored =
        new Geometry(new double[] {-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1});
    NiftiWriter.write(ct.resolve("mirrored.nii"), volume(mirrored), VoxelType.INT16);
    plant("mirrored.nii", Finding.Kind.FLIPPED);
    NiftiWriter.write(
        ct.resolve("thin.nii"),
        new Volume(N, N, 2, Arrays.copyOf(volume(RAS).voxels(), N * N * 2), RAS),
        VoxelType.INT16);
    plant("thin.nii", Finding.Kind.TOO_SMALL);
  }

  private static ByteBuffer withoutSform(ByteBuffer nifti) {
    return nifti.putShort(252, (short) 1).putShort(254, (short) 0);
  }

  private void voxels(String name, Consumer<float[]> change) throws IOException {
    Volume volume = volume(RAS);
    change.accept(volume.voxels());
    NiftiWriter.write(ct.resolve(name), volume, VoxelType.FLOAT32);
  }

  private void patch(String name, Volume volume, Consumer<ByteBuffer> change) throws IOException {
    byte[] bytes = nifti(volume);
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    Files.write(ct.resolve(name), bytes);
  }

  private byte[] nifti(Volume volume) throws IOException {
    Path file = root.resolve("temporary.nii");
    NiftiWriter.write(file, volume, VoxelType.INT16);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private static Volume read(Path file) throws IOException {
    return ((org.cdssl.image.format.LoadedImage.Solid) org.cdssl.image.format.ImageFiles.read(file))
        .volume();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      new ByteArrayInputStream(content).transferTo(gzip);
    }
    return out.toByteArray();
  }
}
