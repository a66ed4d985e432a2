package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.cdssl.CdsslException;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;

class MemoryPoolTest {
  private static final int VOXELS = 1000;
  private static final long IMAGE_BYTES = 2 * VOXELS + 128;

  /// Decodes entry i to an image of value i; counts the calls and fails as told.
  private static final class Files implements ImageDecoder {
    final Map<Integer, AtomicInteger> calls = new ConcurrentHashMap<>();
    final Set<Integer> broken = ConcurrentHashMap.newKeySet();
    final Set<Integer> brokenOnce = ConcurrentHashMap.newKeySet();

    @Override
    public PreparedImage decode(ImageEntry entry) throws IOException {
      int i = entry.frame();
      calls.computeIfAbsent(i, _ -> new AtomicInteger()).incrementAndGet();
      if (broken.contains(i) || brokenOnce.remove(i)) {
        throw new IOException("truncated");
      }
      short[] values = new short[VOXELS];
      values[0] = (short) i;
      return new PreparedImage(entry.id(), false, VOXELS, 1, 1, values);
    }

    int callsOf(int i) {
      return calls.getOrDefault(i, new AtomicInteger()).get();
    }
  }

  private final Files files = new Files();

  private MemoryPool pool(int n, long budget, double maxBadFraction) {
    return new MemoryPool(entries(n), files, new MemoryBudget(budget), maxBadFraction);
  }

  private static List<ImageEntry> entries(int n) {
    return IntStream.range(0, n)
        .mapToObj(i ->
            new ImageEntry(
                "s",
                "p" + i,
                "f",
                Path.of("/x/f"),
                "",
                i,
                Dimension.D3,
                Modality.CT,
                0,
                1,
                Part.NONE,
                Target.NONE))
        .toList();
  }

  private static int value(PreparedImage image) {
    return image.values()[0];
  }

  @Test
  void imagesAreDecodedOnceAndKeptWithinTheBudget() {
    MemoryPool pool = pool(5, 3 * IMAGE_BYTES, 0);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 5; i++) {
        assertThat(value(pool.get(i))).isEqualTo(i);
      }
    }
    assertThat(pool.kept()).isEqualTo(3);
    assertThat(IntStream.range(0, 5).map(files::callsOf).toArray()).containsExactly(1, 1, 1, 3, 3);
  }

  @Test
  void poolsShareABudget() {
    MemoryBudget budget = new MemoryBudget(3 * IMAGE_BYTES);
    MemoryPool a = new MemoryPool(entries(2), files, budget, 0);
    MemoryPool b = new MemoryPool(entries(2), files, budget, 0);
    for (int i = 0; i < 2; i++) {
      a.get(i);
      b.get(i);
    }
    assertThat(a.kept() + b.kept()).isEqualTo(3);
    assertThat(budget.left()).isZero();
  }

  @Test
  void anImageThatTwoThreadsAskForIsDecodedOnce() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ImageDecoder slow =
        entry -> {
          started.countDown();
          await(release);
          return files.decode(entry);
        };
    MemoryPool pool = new MemoryPool(entries(1), slow, new MemoryBudget(IMAGE_BYTES), 0);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<PreparedImage>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(threads.submit(() -> pool.get(0)));
      }
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      Thread.sleep(50);
      release.countDown();
      PreparedImage first = answers.getFirst().get(10, TimeUnit.SECONDS);
      for (Future<PreparedImage> answer : answers) {
        assertThat(answer.get(10, TimeUnit.SECONDS)).isSameAs(first);
      }
    }
    assertThat(files.callsOf(0)).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFileThatFailsOnceIsReadTheSecondTime() {
    files.brokenOnce.add(2);
    MemoryPool pool = pool(4, 1 << 20, 0);
    assertThat(value(pool.get(2))).isEqualTo(2);
    assertThat(pool.quarantined()).isEmpty();
    assertThat(files.callsOf(2)).isEqualTo(2);
  }

  @Test
  void aBadFileIsAnsweredByTheNextReadableOneWhoeverAsksFirst() {
    files.broken.addAll(List.of(2, 3, 9));
    int[] expected = {0, 1, 4, 4, 4, 5, 6, 7, 8, 0};
    for (List<Integer> order :
        List.of(
            IntStream.range(0, 10).boxed().toList(),
            IntStream.range(0, 10).boxed().toList().reversed(),
            List.of(3, 9, 2, 0, 5, 9, 8, 7, 6, 4, 1, 3, 2))) {
      MemoryPool pool = pool(10, 5 * IMAGE_BYTES, 0);
      for (int i : order) {
        assertThat(value(pool.get(i))).as("index %d", i).isEqualTo(expected[i]);
      }
      assertThat(pool.quarantined()).extracting(q -> q.entry().frame()).containsExactly(2, 3, 9);
      assertThat(pool.quarantined().getFirst().reason()).isEqualTo("/x/f: truncated");
    }
    assertThat(files.callsOf(2)).as("twice for each pool, then never again").isEqualTo(6);
  }

  @Test
  void tooManyBadFilesEndTheRunAndAreNamed() {
    files.broken.addAll(List.of(0, 1, 2, 3));
    MemoryPool pool = pool(100, 1 << 20, 0.01);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pool.get(0))
          .isInstanceOf(CdsslException.class)
          .hasMessageStartingWith(
              "4 of 100 images cannot be read, more than the 3 that data.maxBadFraction allows;")
          .hasMessageContaining("/x/f: truncated")
          .hasMessageContaining("and 1 more")
          .extracting(e -> ((CdsslException) e).kind().exitCode())
          .isEqualTo(3);
    }
    assertThat(value(pool(100, 1 << 20, 0.04).get(0))).as("4 %% may be bad").isEqualTo(4);
  }

  @Test
  void onePoolImageMustBeReadable() {
    files.broken.addAll(List.of(0, 1));
    assertThatThrownBy(() -> pool(2, 1 << 20, 0.5).get(1))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("2 of 2 images cannot be read, that is all of them");
    assertThat(value(pool(3, 1 << 20, 0).get(0))).isEqualTo(2);
  }

  @Test
  void anInterruptedReadDoesNotBlameTheFile() {
    ImageDecoder interrupted =
        entry -> {
          throw new ClosedByInterruptException();
        };
    MemoryPool pool = new MemoryPool(entries(3), interrupted, new MemoryBudget(0), 0);
    assertThatThrownBy(() -> pool.get(0)).isInstanceOf(CancellationException.class);
    assertThat(pool.quarantined()).isEmpty();
  }

  @Test
  void anInterruptAtTheSecondTryDoesNotBlameTheFileEither() {
    AtomicInteger tries = new AtomicInteger();
    ImageDecoder decoder =
        entry -> {
          throw tries.getAndIncrement() == 0
              ? new IOException("truncated")
              : new ClosedByInterruptException();
        };
    MemoryPool pool = new MemoryPool(entries(3), decoder, new MemoryBudget(0), 0);
    assertThatThrownBy(() -> pool.get(0)).isInstanceOf(CancellationException.class);
    assertThat(pool.quarantined()).isEmpty();
  }

  @Test
  void preloadingAPoolWithoutAReadableImageEndsTheRun() {
    files.broken.addAll(List.of(0, 1));
    assertThatThrownBy(() -> Preloading.run(pool(2, 1 << 20, 1), 1, (_, _) -> {}, () -> false))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("that is all of them");
  }

  @Test
  void reasonsNameTheFileOnce() {
    ImageDecoder decoder =
        entry ->
            switch (entry.frame()) {
              case 0 -> throw new NoSuchFileException("/x/f");
              case 1 -> throw new IOException("/x/f: damaged");
              case 2 -> throw CdsslException.data(entry.id() + ": is constant");
              case 3 -> throw new IllegalArgumentException("affine");
              default -> files.decode(entry);
            };
    MemoryPool pool = new MemoryPool(entries(5), decoder, new MemoryBudget(0), 0.8);
    pool.get(0);
    assertThat(pool.quarantined())
        .extracting(Quarantined::reason)
        .containsExactly(
            "/x/f: no such file",
            "/x/f: damaged",
            "/x/f: is constant",
            "/x/f: IllegalArgumentException affine");
  }

  @Test
  void preloadingDecodesEverythingThatFits() {
    files.broken.add(1);
    AtomicInteger told = new AtomicInteger();
    MemoryPool all = pool(40, 1 << 20, 0);
    assertThat(
            Preloading.run(
                all, 4, (done, of) -> told.accumulateAndGet(done, Math::max), () -> false))
        .isEqualTo(40);
    assertThat(all.kept()).isEqualTo(39);
    assertThat(told.get()).isEqualTo(40);
    assertThat(all.quarantined()).hasSize(1);

    MemoryPool some = pool(40, 10 * IMAGE_BYTES, 0);
    assertThat(Preloading.run(some, 4, (_, _) -> {}, () -> false)).isBetween(11, 15);
    assertThat(some.kept()).isEqualTo(10);

    assertThat(Preloading.run(pool(40, 1 << 20, 0), 2, (_, _) -> {}, () -> true)).isZero();
    files.broken.addAll(List.of(2, 3, 4));
    assertThatThrownBy(() -> Preloading.run(pool(40, 1 << 20, 0), 3, (_, _) -> {}, () -> false))
        .isInstanceOf(CdsslException.class);
  }
}
