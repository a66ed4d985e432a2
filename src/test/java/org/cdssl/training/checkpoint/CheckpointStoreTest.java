package org.cdssl.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.cdssl.image.format.FormatException;
import org.cdssl.storage.DurableFile;
import org.cdssl.storage.Temporaries;
import org.cdssl.training.checkpoint.PublishResult.Failed;
import org.cdssl.training.checkpoint.PublishResult.Published;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  private CheckpointStore store(int keepLast, long keepEvery) throws IOException {
    return CheckpointStore.open(folder, new Retention(keepLast, keepEvery), said::add);
  }

  private static void members(Members members, long step) throws IOException {
    members.add("state.json", "{\"step\":" + step + "}");
    members.add("weights.bin", new byte[100_000]);
  }

  private static void publish(CheckpointStore store, long... steps) {
    for (long step : steps) {
      assertThat(store.publish(step, members -> members(members, step)))
          .isInstanceOf(Published.class);
    }
  }

  private List<String> names() throws IOException {
    return names(folder);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static void flipByte(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 4;
    Files.write(file, bytes);
  }

  @Test
  void aPublishedCheckpointComesBackWithItsMembers() throws IOException {
    CheckpointStore store = store(3, 0);
    PublishResult result = store.publish(17, members -> members(members, 17));
    assertThat(result)
        .isInstanceOfSatisfying(
            Published.class,
            published -> {
              assertThat(published.folder()).isEqualTo(folder.resolve("step-00000017"));
              assertThat(published.bytes()).isEqualTo(100_011);
              assertThat(published.warnings()).isEmpty();
            });
    Checkpoint latest = store.openLatest(said::add).orElseThrow();
    assertThat(latest.step()).isEqualTo(17);
    assertThat(latest.members()).containsExactly("state.json", "weights.bin");
    assertThat(latest.member("state.json")).hasContent("{\"step\":17}");
    assertThat(names(latest.folder()))
        .containsExactly("manifest.json", "state.json", "weights.bin");
    assertThat(said).isEmpty();
    assertThatThrownBy(() -> latest.member("optimiser.bin"))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("optimiser.bin");
  }

  @Test
  void theManifestHoldsTheSha256OfEachMember() throws IOException {
    store(3, 0).publish(5, members -> members.add("abc.txt", "abc"));
    // the SHA-256 of "abc" as FIPS 180-2 prints it
    assertThat(folder.resolve("step-00000005/manifest.json"))
        .content()
        .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        .contains("\"step\" : 5");
  }

  @Test
  void theNewestBySizeOfStepIsTakenWhateverTheDigits() throws IOException {
    CheckpointStore store = store(5, 0);
    publish(store, 99_999_999, 100_000_000);
    assertThat(store.openLatest(said::add).orElseThrow().step()).isEqualTo(100_000_000);
  }

  @Test
  void aRunThatNeverSavedHasNoCheckpoint() throws IOException {
    assertThat(store(3, 0).openLatest(said::add)).isEmpty();
    assertThat(CheckpointStore.findLatest(folder.resolve("absent"), said::add)).isEmpty();
  }

  @Test
  void theLastTheBestAndTheMultiplesStay() throws IOException {
    CheckpointStore store = store(2, 40);
    publish(store, 10, 20, 30);
    assertThat(names()).containsExactly("step-00000020", "step-00000030");
    store.markBest(30);
    publish(store, 40, 50, 60, 70, 80, 90);
    assertThat(names())
        .containsExactly(
            "best", "step-00000030", "step-00000040", "step-00000080", "step-00000090");
    assertThat(store(2, 40).bestStep()).isEqualTo(Optional.of(30L));
    store.markBest(90);
    publish(store, 100);
    assertThat(names())
        .containsExactly(
            "best", "step-00000040", "step-00000080", "step-00000090", "step-00000100");
  }

  @Test
  void aStepThatIsThereAlreadyIsNotWrittenOver() throws IOException {
    CheckpointStore store = store(3, 0);
    publish(store, 17);
    store.publish(17, members -> members.add("state.json", "second"));
    assertThat(names()).containsExactly("step-00000017", "step-00000017-r2");
    Checkpoint latest = store.openLatest(said::add).orElseThrow();
    assertThat(latest.step()).isEqualTo(17);
    assertThat(latest.member("state.json")).hasContent("second");
  }

  @Test
  void anyDamageMovesTheCheckpointToQuarantineAndTheOneBeforeIsTaken() throws IOException {
    List<Damage> damages =
        List.of(
            checkpoint -> flipByte(checkpoint.resolve("weights.bin"), 77_777),
            checkpoint -> flipByte(checkpoint.resolve("state.json"), 3),
            checkpoint -> Files.write(checkpoint.resolve("weights.bin"), new byte[99_999]),
            checkpoint -> Files.write(checkpoint.resolve("weights.bin"), new byte[100_001]),
            checkpoint -> Files.delete(checkpoint.resolve("weights.bin")),
            checkpoint -> Files.delete(checkpoint.resolve("manifest.json")),
            checkpoint -> Files.write(checkpoint.resolve("manifest.json"), new byte[0]),
            checkpoint -> Files.writeString(checkpoint.resolve("manifest.json"), "{}"),
            checkpoint -> Files.writeString(checkpoint.resolve("manifest.json"), "null"),
            checkpoint -> replace(checkpoint, "\"step\" : 30", "\"step\" : 31"),
            checkpoint -> replace(checkpoint, "\"format\" : 1", "\"format\" : 2"),
            checkpoint -> replace(checkpoint, "\"bytes\" : 11", "\"bytes\" : 12"),
            checkpoint -> replace(checkpoint, "state.json", "../state.json"));
    for (Damage damage : damages) {
      said.clear();
      CheckpointStore store = store(3, 0);
      publish(store, 10, 20, 30);
      damage.to(folder.resolve("step-00000030"));
      List<String> before = names(folder.resolve("step-00000030"));

      assertThat(CheckpointStore.findLatest(folder, said::add).orElseThrow().step()).isEqualTo(20);
      assertThat(names()).doesNotContain("quarantine");
      said.clear();
      assertThat(store.openLatest(said::add).orElseThrow().step()).isEqualTo(20);
      assertThat(said).hasSize(1);
      assertThat(said.getFirst()).contains("step-00000030", "quarantine", "the one before");
      assertThat(names(folder.resolve("quarantine/step-00000030"))).isEqualTo(before);
      assertThat(names()).containsExactly("quarantine", "step-00000010", "step-00000020");
      Temporaries.delete(folder);
    }
  }

  private interface Damage {
    void to(Path checkpoint) throws IOException;
  }

  private static void replace(Path checkpoint, String from, String to) throws IOException {
    Path manifest = checkpoint.resolve("manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
  }

  @Test
  void aManifestWithAnyBitChangedIsEitherRefusedOrSaysTheSame() throws IOException {
    store(3, 0).publish(20, members -> members.add("state.json", "{}"));
    Path checkpoint = folder.resolve("step-00000020");
    Manifest whole = Manifest.verify(checkpoint, 20);
    byte[] original = Files.readAllBytes(checkpoint.resolve("manifest.json"));
    int bits = original.length * 8;
    int refused = 0;
    for (int bit = 0; bit < bits; bit++) {
      byte[] bytes = original.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(checkpoint.resolve("manifest.json"), bytes);
      try {
        assertThat(Manifest.verify(checkpoint, 20).members()).isEqualTo(whole.members());
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(bits / 2);
  }

  @Test
  void damageTwiceAtTheSameStepKeepsBothInQuarantine() throws IOException {
    CheckpointStore store = store(3, 0);
    publish(store, 10);
    for (int time = 0; time < 2; time++) {
      publish(store, 20);
      flipByte(folder.resolve("step-00000020/weights.bin"), 1);
      store.openLatest(said::add);
    }
    assertThat(names(folder.resolve("quarantine")))
        .containsExactly("step-00000020", "step-00000020.2");
  }

  @Test
  void withNoneWholeTheRunStopsAndTellsOfFromScratchEveryTime() throws IOException {
    CheckpointStore store = store(3, 0);
    publish(store, 10, 20);
    flipByte(folder.resolve("step-00000010/weights.bin"), 0);
    flipByte(folder.resolve("step-00000020/state.json"), 0);
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> store.openLatest(said::add))
          .isInstanceOf(CdsslException.class)
          .hasMessageContaining("--from-scratch")
          .extracting(e -> ((CdsslException) e).kind())
          .isEqualTo(CdsslException.Kind.DATA);
    }
    assertThat(names(folder.resolve("quarantine")))
        .containsExactly("step-00000010", "step-00000020");
    assertThat(store.setAllAside()).isEqualTo(Optional.of(folder.resolve("before-1")));
    assertThat(store.openLatest(said::add)).isEmpty();
    assertThat(names(folder.resolve("before-1/quarantine"))).hasSize(2);
  }

  @Test
  void settingAsideMovesEverythingAndDeletesNothing() throws IOException {
    CheckpointStore store = store(3, 0);
    assertThat(store.setAllAside()).isEmpty();
    publish(store, 10, 20);
    store.markBest(10);
    store.setAllAside();
    publish(store, 5);
    store.setAllAside();
    assertThat(names()).containsExactly("before-1", "before-2");
    assertThat(names(folder.resolve("before-1")))
        .containsExactly("best", "step-00000010", "step-00000020");
    assertThat(names(folder.resolve("before-2"))).containsExactly("step-00000005");
  }

  @Test
  void temporariesOfDeadProcessesGoAndThoseOfLivingOnesStay() throws Exception {
    Process living = new ProcessBuilder("sleep", "60").start();
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    try {
      Path stale = Files.createDirectory(folder.resolve("step-00000001.tmp-" + dead.pid()));
      Files.writeString(stale.resolve("weights.bin"), "half");
      Path held = Files.createDirectory(folder.resolve("step-00000002.tmp-" + living.pid()));
      // a process of this number wrote it, before the one that has the number now was started
      Path reused = Files.createDirectory(folder.resolve("step-00000003.tmp-" + living.pid()));
      Files.setLastModifiedTime(reused, FileTime.from(Instant.now().minusSeconds(3600)));
      Path other = Files.createDirectory(folder.resolve("notes.tmp-x"));
      store(3, 0);
      assertThat(stale).doesNotExist();
      assertThat(reused).doesNotExist();
      assertThat(held).exists();
      assertThat(other).exists();
      assertThat(said).hasSize(2);
    } finally {
      living.destroyForcibly();
    }
  }

  @Test
  void aDiskThatFillsUpAtAnyByteLeavesTheRunAliveAndThePreviousWhole() throws IOException {
    publish(store(3, 0), 10);
    int published = 0;
    for (long room = 0; room < 110_000; room += 9_973) {
      CheckpointStore store = new CheckpointStore(folder, new Retention(3, 0), FullDisk.of(room));
      PublishResult result = store.publish(20, members -> members(members, 20));
      switch (result) {
        case Failed failed -> {
          assertThat(failed.problem()).contains("step 20", "No space left on device");
          assertThat(names()).containsExactly("step-00000010");
          assertThat(store.openLatest(said::add).orElseThrow().step()).isEqualTo(10);
        }
        case Published ok -> {
          published++;
          Temporaries.delete(ok.folder());
        }
      }
    }
    assertThat(published).isEqualTo(1);
  }

  @Test
  void aFileThatCannotBeForcedToDiskIsAFailure() throws IOException {
    publish(store(3, 0), 10);
    CheckpointStore store =
        new CheckpointStore(
            folder, new Retention(3, 0), file -> new FullDisk(file, new long[] {1 << 30}, true));
    assertThat(store.publish(20, members -> members(members, 20)))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.problem()).contains("Input/output error"));
    assertThat(names()).containsExactly("step-00000010");
  }

  @Test
  void anUncheckedIoExceptionIsAFailureAndABugIsNot() throws IOException {
    CheckpointStore store = store(3, 0);
    publish(store, 10);
    PublishResult result =
        store.publish(
            20,
            members -> {
              throw new UncheckedIOException(new IOException("gone"));
            });
    assertThat(result).isInstanceOf(Failed.class);
    assertThatThrownBy(() ->
            store.publish(
                20,
                members -> {
                  members.add("a", "a");
                  members.add("a", "a");
                }))
        .isInstanceOf(IllegalArgumentException.class);
    for (String name : List.of("../a", ".a", "", "manifest.json", "a/b")) {
      assertThatThrownBy(() -> store.publish(20, members -> members.add(name, "a")))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(names()).containsExactly("step-00000010");
  }

  @Test
  void diskNeedCountsTheLastTheBestTheMultiplesAndOneInTheMaking() {
    assertThat(DiskNeed.estimateBytes(100, 1000, 10, new Retention(3, 0))).isEqualTo(500);
    assertThat(DiskNeed.estimateBytes(100, 1000, 10, new Retention(3, 250))).isEqualTo(900);
    assertThat(DiskNeed.estimateBytes(100, 20, 10, new Retention(3, 0))).isEqualTo(300);
  }

  @Test
  void diskNeedWarnsOnlyWhereTheDiskIsTooSmall() throws IOException {
    Retention retention = new Retention(3, 0);
    Path later = folder.resolve("run/checkpoints");
    assertThat(DiskNeed.of(later, 100, 1000, 10, retention).warning()).isEmpty();
    assertThat(DiskNeed.of(later, 1L << 50, 1000, 10, retention).warning().orElseThrow())
        .contains("keepLast", "GB");
  }

  /// A disk with room for so many bytes, over all files opened through it.
  private record FullDisk(DurableFile file, long[] room, boolean failForce) implements DurableFile {
    FullDisk(Path file, long[] room, boolean failForce) throws IOException {
      this(DurableFile.create(file), room, failForce);
    }

    static DurableFile.Opener of(long bytes) {
      long[] room = {bytes};
      return file -> new FullDisk(file, room, false);
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
      int count = (int) Math.min(room[0], data.remaining());
      if (count == 0 && data.hasRemaining()) {
        throw new IOException("No space left on device");
      }
      ByteBuffer part = data.slice(data.position(), count);
      file.write(part);
      data.position(data.position() + part.position());
      room[0] -= part.position();
      return part.position();
    }

    @Override
    public void force() throws IOException {
      if (failForce) {
        throw new IOException("Input/output error");
      }
      file.force();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
