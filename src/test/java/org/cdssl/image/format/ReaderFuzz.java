package org.cdssl.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Reads damaged files (P16). Whatever the damage, a reader gives an image or a [FormatException];
/// any other failure, two seconds of CPU, or memory beyond what the claims of a small file can
/// justify is a bug, and the file that shows it is kept.
///
/// A reader joins with its seeds: small whole files that reach its branches.
public final class ReaderFuzz {
  /// Mutants of the whole suite; `-Dcdssl.fuzz=1000000` for a long run.
  public static final int MUTANTS = Integer.getInteger("cdssl.fuzz", 10_000);

  private static final long MOST_CPU_NANOS = 2_000_000_000L;
  private static final long MOST_BYTES = 256L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// Reads a file whole.
  @FunctionalInterface
  public interface Reading {
    void read(Path file) throws IOException;

    /// Header, files, every voxel of every frame, then the first frame as an image.
    static Reading of(ImageReader reader) {
      return file -> {
        ImageHeader header = reader.readHeader(file, Limits.DEFAULT);
        reader.filesOf(file, Limits.DEFAULT);
        reader.readVoxels(file, Limits.DEFAULT, new VoxelStatistics());
        reader.read(file, header.frames() > 1 ? 0 : -1, Limits.DEFAULT);
      };
    }
  }

  /// A whole image to damage.
  ///
  /// @param files content by name; the first is the one that is read
  /// @param finish applied to the damaged content, to bring the damage behind a checksum or a
  ///   compression
  public record Seed(SequencedMap<String, byte[]> files, UnaryOperator<byte[]> finish) {
    public static Seed of(String name, byte[] content) {
      return of(name, content, UnaryOperator.identity());
    }

    public static Seed of(String name, byte[] content, UnaryOperator<byte[]> finish) {
      SequencedMap<String, byte[]> files = new LinkedHashMap<>();
      files.put(name, content);
      return new Seed(files, finish);
    }

    /// The same with another file beside it.
    public Seed with(String name, byte[] content) {
      SequencedMap<String, byte[]> all = new LinkedHashMap<>(files);
      all.put(name, content);
      return new Seed(all, finish);
    }
  }

  private final Path folder;

  /// @param folder an empty one
  public ReaderFuzz(Path folder) {
    this.folder = folder;
  }

  /// Damages every seed in turn until `count` mutants are read or refused.
  public void run(Reading reading, List<Seed> seeds, int count, long randomSeed)
      throws IOException {
    Random random = new Random(randomSeed);
    for (int s = 0; s < seeds.size(); s++) {
      Seed seed = seeds.get(s);
      List<String> names = List.copyOf(seed.files.keySet());
      for (String name : names) {
        write(seed, name, seed.files.get(name));
      }
      Path file = folder.resolve(names.getFirst());
      reading.read(file); // or the test would show nothing
      int share = count / seeds.size() + (s < count % seeds.size() ? 1 : 0);
      int refused = 0;
      for (int i = 0; i < share; i++) {
        String name = names.get(random.nextInt(3) > 0 ? 0 : random.nextInt(names.size()));
        write(seed, name, Mutations.mutated(seed.files.get(name), random));
        refused += attempt(reading, file, folder.resolve(name), i) ? 0 : 1;
        if (names.size() > 1) {
          write(seed, name, seed.files.get(name));
        }
      }
      if (share >= 100) {
        assertThat(refused)
            .as("refused of %d damaged %s", share, names.getFirst())
            .isGreaterThan(share / 50);
      }
    }
  }

  private void write(Seed seed, String name, byte[] content) throws IOException {
    boolean first = name.equals(seed.files.firstEntry().getKey());
    Files.write(folder.resolve(name), first ? seed.finish.apply(content) : content);
  }

  /// Whether the file was read.
  private static boolean attempt(Reading reading, Path file, Path damaged, int number)
      throws IOException {
    long nanos = THREADS.getCurrentThreadCpuTime();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    boolean read = true;
    try {
      reading.read(file);
    } catch (FormatException e) {
      read = false;
      assertThat(e.getMessage()).startsWith(file.getParent().toString()).doesNotContain("\n");
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError(kept("mutant", damaged, number), e);
    }
    if (THREADS.getCurrentThreadCpuTime() - nanos > MOST_CPU_NANOS) {
      fail(kept("slow mutant", damaged, number));
    }
    if (THREADS.getCurrentThreadAllocatedBytes() - bytes > MOST_BYTES) {
      fail(kept("greedy mutant", damaged, number));
    }
    return read;
  }

  private static String kept(String what, Path file, int number) throws IOException {
    Path kept = Files.createTempFile("mutant", file.getFileName().toString());
    Files.write(kept, Files.readAllBytes(file));
    return what + " " + number + " of " + file.getFileName() + " (kept as " + kept + ")";
  }
}
