package org.cdssl.collection.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.cdssl.CdsslException;
import org.cdssl.config.PretrainConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheBuilderTest {
  private static final int VOLUMES = 5;
  private static final int XRAYS = 9;
  private static final int IMAGES = 2 * VOLUMES + XRAYS;

  @TempDir Path folder;
  private TestCollection collection;
  private Path out;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    collection = TestCollection.in(folder.resolve("data"), VOLUMES, XRAYS);
    out = folder.resolve("cache");
  }

  private static Path anyShard(Path cache) throws IOException {
    try (var files = Files.list(cache.resolve("shards"))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
      channel.write(one, at);
    }
  }

  @Test
  void aSecondRunDoesNoWorkAndTouchesNoFile() throws IOException {
    CacheBuilder.Summary first = collection.prepare(out);
    assertThat(first.complete()).isTrue();
    assertThat(first.images()).isEqualTo(IMAGES);
    assertThat(first.prepared()).isEqualTo(IMAGES);
    assertThat(first.shards())
        .as("several images a shard, several shards")
        .isBetween(4, IMAGES - 4);
    Map<String, String> hashes = TestCollection.hashes(out);
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    for (String name : hashes.keySet()) {
      Files.setLastModifiedTime(out.resolve(name), old);
    }
    CacheBuilder.Summary second = collection.prepare(out);
    assertThat(second.prepared()).isZero();
    assertThat(second.made()).isZero();
    assertThat(second.images()).isEqualTo(IMAGES);
    assertThat(TestCollection.hashes(out)).isEqualTo(hashes);
    for (String name : hashes.keySet()) {
      assertThat(Files.getLastModifiedTime(out.resolve(name))).as(name).isEqualTo(old);
    }
  }

  @Test
  void anotherNumberOfThreadsGivesTheSameBytes() throws IOException {
    collection.prepare(out);
    Path other = folder.resolve("other");
    CacheBuilder.Options one =
        new CacheBuilder.Options(
            Optional.empty(),
            Storage.UINT16,
            Compression.NONE,
            1,
            false,
            false,
            TestCollection.GROUP_BYTES);
    TestCollection.prepare(other, collection.config(), one, said);
    assertThat(TestCollection.hashes(other)).isEqualTo(TestCollection.hashes(out));
  }

  @Test
  void aStopKeepsWhatIsDoneAndTheNextRunGoesOn() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    CacheBuilder.Summary stopped =
        TestCollection.prepare(
            out,
            collection.config(),
            TestCollection.options(),
            said,
            () -> asked.incrementAndGet() > 45);
    assertThat(stopped.complete()).isFalse();
    assertThat(out.resolve("cache.json")).doesNotExist();
    CacheBuilder.Summary rest = collection.prepare(out);
    assertThat(rest.prepared()).isBetween(1L, IMAGES - 1L);
    Path straight = folder.resolve("straight");
    collection.prepare(straight);
    assertThat(TestCollection.hashes(out)).isEqualTo(TestCollection.hashes(straight));
  }

  @Test
  void aChangedFileIsPreparedAloneAndTheOthersAreTakenOver() throws IOException {
    collection.prepare(out);
    Path changed = collection.folder().resolve("xrays/x003.png");
    org.cdssl.image.format.raster.PngWriter.write(changed, TestCollection.xray(77));
    CacheBuilder.Summary again = collection.prepare(out);
    assertThat(again.prepared()).isEqualTo(1);
    Path straight = folder.resolve("straight");
    collection.prepare(straight);
    assertThat(TestCollection.hashes(out)).isEqualTo(TestCollection.hashes(straight));
  }

  @Test
  void aTouchedFileIsReadAgainButNotPrepared() throws IOException {
    collection.prepare(out);
    Files.setLastModifiedTime(
        collection.folder().resolve("ct/v001.nii.gz"), FileTime.fromMillis(2_000_000_000_000L));
    CacheBuilder.Summary again = collection.prepare(out);
    assertThat(again.prepared()).isZero();
    assertThat(again.made()).isZero();
  }

  @Test
  void anotherSpacingHitsNoOldImageAndLeavesNoneBehind() throws IOException {
    collection.prepare(out);
    PretrainConfig coarser = collection.config("data.sources.0.spacingMm=2.0");
    CacheBuilder.Summary again =
        TestCollection.prepare(out, coarser, TestCollection.options(), said);
    assertThat(again.prepared()).isEqualTo(VOLUMES);
    assertThat(said).anyMatch(line -> line.contains("plan.json: replaced by another plan"));
    Path straight = folder.resolve("straight");
    TestCollection.prepare(straight, coarser, TestCollection.options(), said);
    assertThat(TestCollection.hashes(out)).isEqualTo(TestCollection.hashes(straight));
  }

  @Test
  void anEditedPlanIsUsedAndOneForAnotherConfigurationIsRefused() throws IOException {
    collection.prepare(out);
    Path edited = folder.resolve("edited.json");
    String text = Files.readString(out.resolve("plan.json"));
    Files.writeString(edited, text.replace("\"low\" : -1000.0", "\"low\" : -1350.0"));
    CacheBuilder.Options options =
        TestCollection.options()
            .with(Optional.of(edited), Storage.UINT16, Compression.NONE, false, false);
    CacheBuilder.Summary summary =
        TestCollection.prepare(folder.resolve("other"), collection.config(), options, said);
    assertThat(summary.complete()).isTrue();
    assertThat(said).anyMatch(line -> line.startsWith("plan: source ct: window"));
    assertThat(Files.readString(folder.resolve("other/plan.json"))).contains("-1350.0");

    PretrainConfig coarser = collection.config("data.sources.0.spacingMm=2.0");
    assertThatThrownBy(() -> TestCollection.prepare(out, coarser, options, said))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("source ct: spacingMm was 1.0 and the configuration says 2.0");

    Files.writeString(edited, text.replace("\"uint16\"", "\"uint17\""));
    assertThatThrownBy(() -> TestCollection.prepare(out, collection.config(), options, said))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining(edited.toString())
        .hasMessageContaining("uint17");
  }

  @Test
  void badFilesAreListedWithTheirReasonAndTheRestIsThere() throws IOException {
    Files.writeString(collection.folder().resolve("xrays/x002.png"), "no picture");
    Path cut = collection.folder().resolve("ct/v003.nii.gz");
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    CacheBuilder.Summary summary = collection.prepare(out);
    assertThat(summary.images()).isEqualTo(IMAGES - 2);
    CacheManifest manifest = CacheJson.read(out.resolve("cache.json"), CacheManifest.class);
    assertThat(manifest.quarantine())
        .extracting(CacheManifest.Bad::image)
        .containsExactly("ct/v003.nii.gz", "cxr/x002.png");
    assertThat(manifest.quarantine().getFirst().reason()).contains("truncated");
    Files.write(cut, bytes);
    CacheBuilder.Summary mended = collection.prepare(out);
    assertThat(mended.prepared()).as("the mended one, and at most the bad one").isBetween(1L, 2L);
    assertThat(mended.quarantined()).isEqualTo(1);
  }

  @Test
  void aDamagedChunkIsFoundByVerifyAndMadeAnew() throws IOException {
    collection.prepare(out);
    Map<String, String> hashes = TestCollection.hashes(out);
    flip(anyShard(out), 5000);
    assertThat(TestCollection.hashes(out)).isNotEqualTo(hashes);
    TestCollection.prepare(out, collection.config(), TestCollection.verifying(), said);
    assertThat(said).anyMatch(line -> line.contains("has a damaged chunk; made anew"));
    assertThat(TestCollection.hashes(out)).isEqualTo(hashes);
  }

  @Test
  void aDamagedIndexIsMadeAnewWithoutBeingAskedTo() throws IOException {
    collection.prepare(out);
    Map<String, String> hashes = TestCollection.hashes(out);
    Path shard = anyShard(out);
    flip(shard, Files.size(shard) - 40);
    collection.prepare(out);
    assertThat(TestCollection.hashes(out)).isEqualTo(hashes);
  }

  @Test
  void aFolderThatIsSomethingElseIsLeftAlone() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("thesis.tex"), "precious");
    assertThatThrownBy(() -> collection.prepare(out))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("is no cache");
    assertThat(TestCollection.hashes(out)).hasSize(1);
  }

  @Test
  void aDiskThatIsTooSmallIsSaidBeforeAnythingIsPrepared() throws IOException {
    CacheDisk disk = new CacheDisk(2_000_000_000, 0, 1_000_000_000);
    assertThat(disk.describe()).isEqualTo("disk: about 2.0 GB; free: 1.0 GB");
    assertThatThrownBy(() -> disk.require(out, false)).hasMessageContaining("2.1 GB more");
    disk.require(out, true);
    assertThat(new CacheDisk(2_000_000_000, 1_500_000_000, 1_000_000_000).fits()).isTrue();
    collection.prepare(out);
    Fingerprint fingerprint = CacheJson.read(out.resolve("fingerprint.json"), Fingerprint.class);
    CachePlan plan = CacheJson.read(out.resolve("plan.json"), CachePlan.class);
    CacheDisk estimate = CacheDisk.of(fingerprint, plan, new CacheFolder(out), true);
    assertThat((double) estimate.bytes() / estimate.thereBytes()).isBetween(0.9, 1.1);
  }
}
