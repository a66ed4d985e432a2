package org.cdssl.collection.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cdssl.CdsslException;
import org.cdssl.Sha256;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageDecoder;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.MemoryPool;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.image.Preparation;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.numpy.NpzWriter;
import org.cdssl.view.Batch;
import org.cdssl.view.Batches;
import org.cdssl.view.ViewPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
  @TempDir Path folder;
  private TestCollection collection;
  private Path out;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    collection = TestCollection.in(folder.resolve("data"), 4, 6);
    out = folder.resolve("cache");
  }

  private static Manifest manifest(PretrainConfig config) throws IOException {
    return CollectionScan.forPretraining(config.data());
  }

  private ImageCache open(PretrainConfig config) throws IOException {
    return ImageCache.open(out, config, manifest(config), said::add);
  }

  /// SHA-256 of the first batches.
  private static String batches(PretrainConfig config, ImageDecoder decoder) throws IOException {
    Manifest manifest = manifest(config);
    MemoryBudget budget = MemoryBudget.ofMb(256);
    MemoryPool flats = new MemoryPool(manifest.of(Dimension.D2), decoder, budget, 1);
    MemoryPool volumes = new MemoryPool(manifest.of(Dimension.D3), decoder, budget, 1);
    MessageDigest digest = Sha256.digest();
    ViewPlan plan = ViewPlan.pcrlv2(config.views().locals());
    try (Batches batches = Batches.of(config, plan, flats, volumes, 0)) {
      for (int step = 0; step < 6; step++) {
        try (Batch batch = batches.next()) {
          batch
              .ids()
              .forEach(id -> digest.update(id.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
          for (FloatBuffer values : List.of(batch.global(0), batch.global(1), batch.locals())) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.remaining());
            bytes.asFloatBuffer().put(values.duplicate());
            digest.update(bytes);
          }
        }
      }
    }
    return Sha256.hex(digest);
  }

  @Test
  void batchesFromTheCacheAreThoseFromTheFilesToTheBit() throws IOException {
    Files.writeString(collection.folder().resolve("xrays/x002.png"), "no picture");
    PretrainConfig config = collection.config();
    collection.prepare(out);
    String fromFiles = batches(config, ImageLoader.of(config));
    assertThat(batches(config, open(config))).isEqualTo(fromFiles);
    assertThat(said).isEmpty();

    out = folder.resolve("packed");
    CacheBuilder.Options packed =
        TestCollection.options()
            .with(Optional.empty(), Storage.UINT16, Compression.ZSTD, false, false);
    TestCollection.prepare(out, config, packed, new ArrayList<>());
    assertThat(batches(config, open(config))).isEqualTo(fromFiles);

    out = folder.resolve("small");
    CacheBuilder.Options small =
        TestCollection.options()
            .with(Optional.empty(), Storage.UINT8, Compression.NONE, false, false);
    TestCollection.prepare(out, config, small, new ArrayList<>());
    assertThat(batches(config, open(config))).as("256 levels").isNotEqualTo(fromFiles);
    assertThat(said).anyMatch(line -> line.contains("storage UINT8 in place of UINT16"));
  }

  @Test
  void everyImageIsThatOfItsFile() throws IOException {
    PretrainConfig config = collection.config();
    collection.prepare(out);
    ImageCache cache = open(config);
    ImageLoader loader = ImageLoader.of(config);
    for (ImageEntry entry : manifest(config).entries()) {
      PreparedImage fromFile = loader.decode(entry);
      PreparedImage cached = cache.decode(entry);
      assertThat(cached.id()).isEqualTo(fromFile.id());
      assertThat(cached.flat()).isEqualTo(fromFile.flat());
      assertThat(cached.values()).isEqualTo(fromFile.values());
      assertThat(cached.grid().minimum()).isEqualTo(fromFile.grid().minimum());
      assertThat(cached.grid().array()).isEmpty();
      assertThat(cached.grid().heapBytes()).isLessThan(4096);
    }
  }

  @Test
  void anImageWithADamagedChunkIsReadFromItsFileAndThatIsSaid() throws IOException {
    PretrainConfig config = collection.config();
    collection.prepare(out);
    String fromFiles = batches(config, ImageLoader.of(config));
    try (var shards = Files.list(out.resolve("shards"))) {
      for (Path shard : shards.toList()) {
        try (FileChannel channel = FileChannel.open(shard, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7}), 3000);
        }
      }
    }
    assertThat(batches(config, open(config))).isEqualTo(fromFiles);
    assertThat(said).anyMatch(line -> line.contains("is damaged, the image is read from its file"));
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatDiffersAndWhatToRun() throws IOException {
    PretrainConfig config = collection.config();
    refused(config, "there is no cache here");
    collection.prepare(out);
    refused(
        collection.config("data.sources.0.spacingMm=1.5"),
        "source ct: spacingMm was 1.0 and the configuration says 1.5");
    refused(
        collection.config("data.sources.2.modality=other"),
        "source cxr 2d other is not in the plan");

    Path touched = collection.folder().resolve("mr/v001.nii.gz");
    FileTime before = Files.getLastModifiedTime(touched);
    Files.setLastModifiedTime(touched, FileTime.fromMillis(1_600_000_000_000L));
    refused(config, "1 image of the configuration have changed since: mr/v001.nii.gz");
    Files.setLastModifiedTime(touched, before);

    Files.copy(
        collection.folder().resolve("ct/v000.nii.gz"),
        collection.folder().resolve("ct/new.nii.gz"));
    refused(config, "1 image of the configuration are not in it: ct/new.nii.gz");
    Files.delete(collection.folder().resolve("ct/new.nii.gz"));

    Path manifest = out.resolve("cache.json");
    String text = Files.readString(manifest);
    Files.writeString(
        manifest, text.replace("\"transform\" : " + Preparation.VERSION, "\"transform\" : 0"));
    refused(config, "made by version 0 of the transform");
    Files.writeString(manifest, text);

    Path plan = out.resolve("plan.json");
    Files.writeString(plan, Files.readString(plan).replace("-1000.0", "-900.0"));
    refused(config, "plan.json was changed after the images were prepared");
    collection.prepare(out);

    try (var shards = Files.list(out.resolve("shards"))) {
      Files.delete(shards.sorted().findFirst().orElseThrow());
    }
    refused(config, "lacks shards");
    collection.prepare(out);
    open(config);
  }

  private void refused(PretrainConfig config, String what) {
    assertThatThrownBy(() -> open(config))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("run cdssl prepare CONFIG --out " + out);
  }

  @Test
  void imagesOfAnArchiveComeFromTheCacheAsFromTheArchive() throws IOException {
    NpzWriter npz = new NpzWriter();
    int first = 0;
    for (String part : List.of("train", "val", "test")) {
      int n = part.equals("train") ? 5 : 2;
      float[] images = new float[n * 28 * 28 * 28];
      for (int i = 0; i < images.length; i++) {
        images[i] = (i * 31 + first++ % 7 + i / 50_000 * 3) % 251;
      }
      npz.add(part + "_images", VoxelType.UINT8, images, n, 28, 28, 28);
      npz.add(part + "_labels", VoxelType.UINT8, new float[n], n, 1);
    }
    npz.write(collection.folder().resolve("organmnist3d.npz"));
    Files.writeString(
        collection.folder().resolve("my.yaml"),
        """
        extends: tiny.yaml
        data:
          downstream: []
          sources: [{name: organs, kind: medmnist, path: organmnist3d.npz}]
        training: {workers: 0, volumeShare: 1}
        """);
    PretrainConfig config = collection.config();
    assertThat(collection.prepare(out).images()).isEqualTo(9);
    ImageCache cache = open(config);
    ImageLoader loader = ImageLoader.of(config);
    List<ImageEntry> entries = manifest(config).entries();
    assertThat(entries).hasSize(9).allMatch(ImageEntry::isInArchive);
    for (ImageEntry entry : entries) {
      assertThat(cache.decode(entry).values()).isEqualTo(loader.decode(entry).values());
    }
    assertThat(cache.decode(entries.get(0)).values())
        .isNotEqualTo(cache.decode(entries.get(1)).values());
    assertThat(collection.prepare(out).made()).as("second time").isZero();
  }

  @Test
  void aPartOfTheCollectionMayBeTrainedOn() throws IOException {
    collection.prepare(out);
    assertThat(open(collection.config("data.sources.0.exclude=['v000*']"))).isNotNull();
  }
}
