package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.cdssl.Sha256;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.LoadedImage;

/// Looks at a collection: the headers of up to [#MOST_HEADERS] images of each source, and says of
/// which few the voxels are to be looked at. Which ones depends on their names alone.
final class Fingerprinter {
  private static final int MOST_HEADERS = 2000;

  /// Of every so many images the voxels of one are read, at most of 16.
  private static final int ONE_IN = 32;

  private static final int MOST_READ = 16;

  private final ImageLoader loader;
  private final BooleanSupplier stop;

  Fingerprinter(ImageLoader loader, BooleanSupplier stop) {
    this.loader = loader;
    this.stop = stop;
  }

  /// @param fingerprint without intensities
  /// @param samples wants a few images, whose intensities are missing
  record Looked(Fingerprint fingerprint, ValueSamples samples) {}

  /// Empty where it was stopped.
  Optional<Looked> of(Manifest manifest) throws IOException {
    Map<String, List<ImageEntry>> kinds = new LinkedHashMap<>();
    for (ImageEntry entry : manifest.entries()) {
      kinds.computeIfAbsent(SourcePlan.kind(entry), _ -> new ArrayList<>()).add(entry);
    }
    List<Fingerprint.SourceFacts> sources = new ArrayList<>();
    ValueSamples samples = new ValueSamples();
    for (List<ImageEntry> entries : kinds.values()) {
      sources.add(facts(entries, samples));
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Looked(new Fingerprint(Fingerprint.FORMAT, manifest.sha256(), sources), samples));
  }

  /// What a header says, or an image where it is inside of an archive.
  private record Facts(String type, double[] size, double[] spacingMm) {
    static Facts of(ImageHeader h) {
      return new Facts(
          h.storedType(),
          new double[] {h.nx(), h.ny(), h.nz()},
          h.geometry().map(g -> g.spacingMm()).orElse(new double[0]));
    }

    static Facts of(LoadedImage image) {
      return switch (image) {
        case LoadedImage.Flat(var flat) ->
            new Facts(
                "in an archive", new double[] {flat.width(), flat.height(), 1}, new double[0]);
        case LoadedImage.Solid(var volume) ->
            new Facts(
                "in an archive",
                new double[] {volume.nx(), volume.ny(), volume.nz()},
                volume.geometry().spacingMm());
      };
    }

    double voxels() {
      return size[0] * size[1] * size[2];
    }

    double cubicMm() {
      return spacingMm.length == 0 ? 0 : voxels() * spacingMm[0] * spacingMm[1] * spacingMm[2];
    }

    double aspect() {
      return spacingMm.length > 0
          ? 1
          : Math.max(size[0], size[1]) / Math.max(1, Math.min(size[0], size[1]));
    }
  }

  private Fingerprint.SourceFacts facts(List<ImageEntry> entries, ValueSamples samples)
      throws IOException {
    List<ImageEntry> drawn =
        entries.stream()
            .sorted(
                Comparator.comparing(
                    (ImageEntry e) -> Sha256.of(e.id().getBytes(StandardCharsets.UTF_8))))
            .limit(MOST_HEADERS)
            .toList();
    List<Facts> found = new ArrayList<>();
    int unreadable = 0;
    int read = Math.clamp(Math.ceilDiv(entries.size(), ONE_IN), 1, MOST_READ);
    int chosen = 0;
    int looked = 0;
    for (ImageEntry entry : drawn) {
      boolean wanted = chosen < read;
      if (stop.getAsBoolean() || (!wanted && entry.isInArchive())) {
        break;
      }
      looked++;
      try {
        if (entry.isInArchive()) {
          LoadedImage image = loader.load(entry);
          samples.take(entry, image, read);
          chosen++;
          found.add(Facts.of(image));
          continue;
        }
        ImageReader reader = ImageFiles.readerOf(entry.file(), entry.member());
        ImageHeader header = reader.readHeader(entry.file(), loader.limits());
        found.add(Facts.of(header));
        if (wanted) {
          samples.want(entry, header.frameVoxels() * header.frames(), read);
          chosen++;
        }
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        unreadable++; // why is said where the image is prepared
      }
    }
    Map<String, Integer> types = new TreeMap<>();
    found.forEach(f -> types.merge(f.type(), 1, Integer::sum));
    return new Fingerprint.SourceFacts(
        entries.getFirst().source(),
        SourcePlan.text(entries.getFirst().dimension()),
        SourcePlan.text(entries.getFirst().modality()),
        entries.size(),
        (int) entries.stream().map(ImageEntry::subject).distinct().count(),
        bytes(entries),
        looked,
        unreadable,
        types,
        spreads(found.stream().map(Facts::size).toList()),
        spreads(found.stream().map(Facts::spacingMm).filter(s -> s.length > 0).toList()),
        found.stream().mapToDouble(Facts::voxels).average().orElse(0),
        found.stream().mapToDouble(Facts::cubicMm).average().orElse(0),
        found.stream().mapToDouble(Facts::aspect).average().orElse(1),
        Fingerprint.Intensity.NONE);
  }

  /// Of the files, each counted once.
  private static long bytes(List<ImageEntry> entries) {
    Map<Path, Long> files = new HashMap<>();
    entries.forEach(e -> files.put(e.file(), e.bytes()));
    return files.values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<Fingerprint.Spread> spreads(List<double[]> triples) {
    List<Fingerprint.Spread> spreads = new ArrayList<>();
    for (int axis = 0; axis < 3 && !triples.isEmpty(); axis++) {
      int a = axis;
      double[] sorted = triples.stream().mapToDouble(t -> t[a]).sorted().toArray();
      spreads.add(
          new Fingerprint.Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]));
    }
    return spreads;
  }
}
