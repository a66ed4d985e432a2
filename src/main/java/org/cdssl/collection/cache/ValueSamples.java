package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;

/// Thinned samples of the voxels of a few images, for the intensities of a fingerprint. They are
/// taken while the images are prepared, so that no file is inflated for them alone; only what was
/// in the cache before is read again. What is kept of an image depends on nothing but the image.
/// Safe for use by several threads.
final class ValueSamples {
  private static final int MOST_VALUES = 1 << 18;

  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private final Map<String, List<float[]>> samples = new LinkedHashMap<>();

  /// An image that is still to be looked at.
  private record Wanted(ImageEntry entry, long voxels, int most) {}

  /// An image of `images` of its kind.
  void want(ImageEntry entry, long voxels, int images) {
    wanted.put(entry.id(), new Wanted(entry, voxels, MOST_VALUES / images));
  }

  /// What an image that is about to be read shall be shown to; none for most images.
  synchronized Optional<Thinning> start(ImageEntry entry) {
    return Optional.ofNullable(wanted.get(entry.id())).map(w -> new Thinning(w.voxels(), w.most()));
  }

  /// Keeps what an image gave that was read to its end.
  synchronized void keep(ImageEntry entry, Thinning sample) {
    if (wanted.remove(entry.id()) != null) {
      samples.computeIfAbsent(SourcePlan.kind(entry), _ -> new ArrayList<>()).add(sample.values());
    }
  }

  /// Of an image that was read already.
  void take(ImageEntry entry, LoadedImage image, int images) {
    float[] all = image.values();
    want(entry, all.length, images);
    Thinning thinning = start(entry).orElseThrow();
    thinning.accept(all, all.length);
    keep(entry, thinning);
  }

  /// Reads the images that nobody has read. Those that cannot be read give nothing; why is said
  /// where they are prepared.
  void readRest(ImageLoader loader, BooleanSupplier stop) throws IOException {
    for (Wanted one : List.copyOf(wanted.values())) {
      if (stop.getAsBoolean()) {
        return;
      }
      Thinning thinning = start(one.entry()).orElseThrow();
      try {
        ImageFiles.readerOf(one.entry().file(), one.entry().member())
            .readVoxels(one.entry().file(), loader.limits(), thinning);
        keep(one.entry(), thinning);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        wanted.remove(one.entry().id());
      }
    }
  }

  /// The fingerprint with the intensities of what was sampled; others stay as they are.
  synchronized Fingerprint complete(Fingerprint fingerprint) {
    List<Fingerprint.SourceFacts> sources =
        fingerprint.sources().stream()
            .map(facts -> {
              List<float[]> taken = samples.get(facts.kind());
              return taken == null ? facts : facts.with(intensity(taken));
            })
            .toList();
    return new Fingerprint(fingerprint.format(), fingerprint.manifestSha256(), sources);
  }

  private static Fingerprint.Intensity intensity(List<float[]> samples) {
    int count = samples.stream().mapToInt(s -> s.length).sum();
    if (count == 0) {
      return Fingerprint.Intensity.NONE;
    }
    float[] all = new float[count];
    int to = 0;
    for (float[] sample : samples) {
      System.arraycopy(sample, 0, all, to, sample.length);
      to += sample.length;
    }
    Arrays.sort(all); // so the order in which images were read does not matter
    double sum = 0;
    for (float v : all) {
      sum += v;
    }
    double mean = sum / count;
    double squares = 0;
    for (float v : all) {
      squares += (v - mean) * (v - mean);
    }
    return new Fingerprint.Intensity(
        samples.size(),
        all[0],
        at(all, 0.5),
        at(all, 5),
        at(all, 50),
        at(all, 95),
        at(all, 99.5),
        all[count - 1],
        mean,
        Math.sqrt(squares / count));
  }

  private static double at(float[] sorted, double percent) {
    return sorted[(int) Math.round(percent / 100 * (sorted.length - 1))];
  }
}
