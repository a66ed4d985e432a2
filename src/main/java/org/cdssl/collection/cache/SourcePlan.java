package org.cdssl.collection.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.cdssl.CdsslException;
import org.cdssl.Sha256;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Preparation;
import org.cdssl.image.WindowRule;

/// What is done to the images of one source that have one dimension and one modality. Everything
/// below `asked` may be edited.
///
/// @param source its name
/// @param asked what the configuration asks for; a cache is used only where that is the same
/// @param spacingMm volumes are resampled to this isotropic spacing, mm; 0: native
/// @param window how the intensity window of each image is found
/// @param shorterSide X-rays are reduced to this shorter side, pixels; 0 for volumes
/// @param minimum volumes are padded to at least so many voxels along x, y, z; 1 for X-rays
/// @param storage of a value
/// @param chunk voxels along x, y, z
/// @param compression of a chunk
public record SourcePlan(
    String source,
    Asked asked,
    double spacingMm,
    WindowRule window,
    int shorterSide,
    List<Integer> minimum,
    Storage storage,
    List<Integer> chunk,
    Compression compression) {
  private static final int MOST_CHUNK_VOXELS = 1 << 22;

  /// What the configuration and the views say of a source.
  public record Asked(
      String dimension, String modality, double spacingMm, int shorterSide, List<Integer> minimum) {
    public Asked {
      minimum = List.copyOf(minimum);
    }

    static Asked of(
        Dimension dimension, Modality modality, double spacingMm, int shorterSide, Size3 minimum) {
      boolean flat = dimension == Dimension.D2;
      return new Asked(
          text(dimension),
          text(modality),
          flat ? 0 : spacingMm,
          flat ? shorterSide : 0,
          flat ? List.of(1, 1, 1) : List.of(minimum.w(), minimum.h(), minimum.d()));
    }
  }

  public SourcePlan {
    minimum = List.copyOf(minimum);
    chunk = List.copyOf(chunk);
  }

  /// The plan that does what reading straight from the files does.
  static SourcePlan of(String source, Asked asked, Storage storage, Compression compression) {
    Modality modality = Modality.valueOf(asked.modality().toUpperCase(Locale.ROOT));
    return new SourcePlan(
        source,
        asked,
        asked.spacingMm(),
        WindowRule.of(modality),
        asked.shorterSide(),
        asked.minimum(),
        storage,
        asked.dimension().equals("2d") ? List.of(128, 128, 1) : List.of(64, 32, 16),
        compression);
  }

  /// What the images of a plan have in common: "amos22 3d ct".
  static String kind(ImageEntry entry) {
    return kind(entry.source(), text(entry.dimension()), text(entry.modality()));
  }

  String kind() {
    return kind(source, asked.dimension(), asked.modality());
  }

  private static String kind(String source, String dimension, String modality) {
    return source + " " + dimension + " " + modality;
  }

  static String text(Dimension dimension) {
    return dimension == Dimension.D2 ? "2d" : "3d";
  }

  static String text(Modality modality) {
    return modality.name().toLowerCase(Locale.ROOT);
  }

  Dimension dimension() {
    return asked.dimension().equals("2d") ? Dimension.D2 : Dimension.D3;
  }

  Preparation preparation() {
    return new Preparation(
        dimension(),
        Modality.valueOf(asked.modality().toUpperCase(Locale.ROOT)),
        spacingMm,
        shorterSide,
        new Size3(minimum.get(2), minimum.get(1), minimum.get(0)),
        window);
  }

  /// Refuses values that cannot be.
  void check(String file) {
    require(spacingMm >= 0 && spacingMm <= 100, file, "spacingMm must be 0 to 100");
    require(shorterSide >= 0 && shorterSide <= 8192, file, "shorterSide must be 0 to 8192");
    require(sizes(minimum, 4096), file, "minimum needs three numbers from 1 to 4096");
    require(
        sizes(chunk, 4096)
            && (long) chunk.get(0) * chunk.get(1) * chunk.get(2) <= MOST_CHUNK_VOXELS,
        file,
        "chunk needs three numbers from 1 to 4096, at most 2^22 voxels together");
  }

  private void require(boolean holds, String file, String what) {
    if (!holds) {
      throw CdsslException.usage(file + ": source " + kind() + ": " + what);
    }
  }

  private static boolean sizes(List<Integer> sizes, int most) {
    return sizes.size() == 3 && sizes.stream().allMatch(n -> n >= 1 && n <= most);
  }

  /// The part of an image's key that the transform is (P19): its version, and every setting that
  /// changes a stored byte.
  byte[] transformKey() {
    String text =
        String.join(
            " ",
            "transform",
            String.valueOf(Preparation.VERSION),
            asked.dimension(),
            asked.modality(),
            String.valueOf(spacingMm),
            window.kind().name(),
            String.valueOf(window.low()),
            String.valueOf(window.high()),
            String.valueOf(shorterSide),
            minimum.toString(),
            storage.name(),
            chunk.toString(),
            compression.name());
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Key of an image: SHA-256 of content, place in the file, and transform.
  String key(String content, String member, int frame) {
    byte[] name = member.getBytes(StandardCharsets.UTF_8);
    return Sha256.of(
        transformKey(),
        content.getBytes(StandardCharsets.UTF_8),
        ByteBuffer.allocate(4).putInt(name.length).array(),
        name,
        ByteBuffer.allocate(4).putInt(frame).array());
  }
}
