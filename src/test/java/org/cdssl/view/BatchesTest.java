package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cdssl.CdsslException;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BatchesTest {
  private static final ViewPlan PLAN = ViewPlan.pcrlv2(3);
  private static final int BATCH = 5;

  private final List<PreparedImage> flats =
      IntStream.range(0, 13).mapToObj(i -> Configs.flat("f" + i, 50 + i, 45, i)).toList();
  private final List<PreparedImage> volumes =
      IntStream.range(0, 7).mapToObj(i -> Configs.volume("v" + i, 40 + i, 45, 25, i)).toList();

  @Test
  void batchesAreTheSameForAnyNumberOfWorkers() {
    List<Integer> expected = hashes(0, 0, 12);
    assertThat(expected).doesNotHaveDuplicates();
    for (int workers : new int[] {1, 2, 8}) {
      assertThat(hashes(workers, 0, 12)).isEqualTo(expected);
    }
  }

  @Test
  void aRunThatStartsLaterContinuesTheSameBatches() {
    List<Integer> expected = hashes(2, 0, 12);
    for (int start : new int[] {1, 7}) {
      assertThat(hashes(2, start, 12)).isEqualTo(expected.subList(start, 12));
    }
  }

  @Test
  void aBatchSaysWhatIsInIt() {
    try (Batches batches = batches(2, 3, pool(flats), pool(volumes))) {
      try (Batch batch = batches.next()) {
        assertThat(batch.step()).isEqualTo(3);
        assertThat(batch.size()).isEqualTo(BATCH);
        assertThat(batch.flatCount() + batch.volumeCount()).isEqualTo(BATCH);
        assertThat(batch.volumeCount()).isEqualTo(2);
        for (int n = 0; n < BATCH; n++) {
          Sample sample = batch.samples().get(n);
          assertThat(batch.ids().get(n)).isEqualTo((sample.flat() ? "f" : "v") + sample.index());
        }
        assertThat(batch.global(1).isDirect()).isTrue();
        assertThat(batch.global(0).capacity()).isEqualTo(BATCH * 16 * 16 * 8);
        assertThat(batch.locals().capacity()).isEqualTo(3 * BATCH * 8 * 8 * 4);
      }
    }
  }

  @Test
  void localsAreOrderedByViewThenSample() {
    try (Batches batches = batches(2, 0, pool(flats), pool(volumes));
        Batch batch = batches.next()) {
      int n = 4;
      Sample sample = batch.samples().get(n);
      Batch alone = new Batch(PLAN, Configs.SMALL_SIZES, 1, () -> {});
      new ViewMaker(PLAN, Configs.SMALL, Configs.SMALL_PSEUDO_3D, 3)
          .make((sample.flat() ? flats : volumes).get(sample.index()), sample, alone, 0);
      int voxels = Configs.SMALL.localSize().voxels();
      for (int l = 0; l < 3; l++) {
        FloatBuffer expected = alone.locals().slice(l * voxels, voxels);
        assertThat(batch.locals().slice((l * BATCH + n) * voxels, voxels)).isEqualTo(expected);
      }
    }
  }

  @Test
  @Timeout(20)
  void aFailureSurfacesWithItsCauseAndTheNameOfTheImage() {
    PreparedImage blank = new PreparedImage("blank", false, 40, 40, 40, new short[64_000]);
    for (int workers : new int[] {0, 1, 3}) {
      try (Batches batches = batches(workers, 0, pool(flats), pool(List.of(blank)))) {
        assertThatThrownBy(batches::next)
            .isInstanceOf(CdsslException.class)
            .hasMessageContaining("image blank")
            .hasMessageContaining("step 0")
            .extracting(e -> ((CdsslException) e).kind())
            .isEqualTo(CdsslException.Kind.DATA);
      }
      IllegalStateException broken = new IllegalStateException("disk gone");
      ImagePool failing =
          pool(
              7,
              i -> {
                throw broken;
              });
      try (Batches batches = batches(workers, 0, pool(flats), failing)) {
        assertThatThrownBy(batches::next)
            .hasCause(broken)
            .hasMessageContaining("volume ")
            .hasMessageContaining("disk gone");
      }
    }
  }

  @Test
  @Timeout(20)
  void closingStopsTheWorkers() throws Exception {
    Batches batches = batches(3, 0, pool(flats), pool(volumes));
    batches.next().close();
    long start = System.nanoTime();
    batches.close();
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("views-") && thread.isAlive());
    assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void openBatchesAreNotOverwritten() {
    for (int workers : new int[] {0, 2}) {
      try (Batches batches = batches(workers, 0, pool(flats), pool(volumes))) {
        List<Batch> open = new ArrayList<>();
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 3; i++) {
                    open.add(batches.next());
                  }
                })
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("close");
        assertThat(open).hasSize(workers == 0 ? 1 : 2);
        int before = hash(open.getFirst());
        open.forEach(Batch::close);
        assertThat(hash(batches.next())).isNotEqualTo(before);
      }
    }
  }

  @Test
  void waitingIsMeasured() {
    try (Batches batches = batches(0, 0, pool(flats), pool(volumes))) {
      assertThat(batches.waitedSeconds()).isZero();
      batches.next().close();
      assertThat(batches.waitedSeconds()).isBetween(1e-5, 10.0);
    }
  }

  private List<Integer> hashes(int workers, long from, long to) {
    List<Integer> hashes = new ArrayList<>();
    try (Batches batches = batches(workers, from, pool(flats), pool(volumes))) {
      for (long step = from; step < to; step++) {
        try (Batch batch = batches.next()) {
          assertThat(batch.step()).isEqualTo(step);
          hashes.add(hash(batch));
        }
      }
    }
    return hashes;
  }

  private static int hash(Batch batch) {
    return List.of(
            batch.samples(),
            batch.ids(),
            batch.global(0),
            batch.global(1),
            batch.target(0),
            batch.locals())
        .hashCode();
  }

  private static Batches batches(int workers, long firstStep, ImagePool flats, ImagePool volumes) {
    return new Batches(
        new SampleOrder(flats.size(), volumes.size(), BATCH, 0.4, 3),
        flats,
        volumes,
        PLAN,
        Configs.SMALL_SIZES,
        () -> new ViewMaker(PLAN, Configs.SMALL, Configs.SMALL_PSEUDO_3D, 3),
        workers,
        firstStep);
  }

  private static ImagePool pool(List<PreparedImage> images) {
    return pool(images.size(), images::get);
  }

  private static ImagePool pool(int size, IntFunction<PreparedImage> images) {
    return new ImagePool() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public String id(int index) {
        return "image " + index;
      }

      @Override
      public PreparedImage get(int index) {
        return images.apply(index);
      }
    };
  }
}
