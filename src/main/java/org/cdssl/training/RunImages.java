package org.cdssl.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageDecoder;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.MemoryPool;
import org.cdssl.collection.Preloading;
import org.cdssl.collection.Quarantined;
import org.cdssl.collection.SubjectSplit;
import org.cdssl.collection.cache.ImageCache;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.SourceConfig.Dimension;

/// The images of a run: scanned, split by subject, and decoded as far as memory allows.
final class RunImages {
  private final Manifest manifest;
  private final MemoryPool flats;
  private final MemoryPool volumes;
  private final MemoryPool heldOutFlats;
  private final MemoryPool heldOutVolumes;

  private RunImages(PretrainConfig config, Manifest manifest, ImageDecoder decoder) {
    this.manifest = manifest;
    SubjectSplit split = SubjectSplit.of(manifest, config.data().heldOut(), config.seed());
    MemoryBudget budget = MemoryBudget.ofMb(config.data().memoryMb());
    double bad = config.data().maxBadFraction();
    int most = config.data().heldOutMax();
    flats = new MemoryPool(split.training(Dimension.D2), decoder, budget, bad);
    volumes = new MemoryPool(split.training(Dimension.D3), decoder, budget, bad);
    heldOutFlats = new MemoryPool(split.heldOut(Dimension.D2, most), decoder, budget, bad);
    heldOutVolumes = new MemoryPool(split.heldOut(Dimension.D3, most), decoder, budget, bad);
  }

  /// Scans the sources and decodes ahead.
  static RunImages load(PretrainConfig config, BooleanSupplier stop, Consumer<String> say)
      throws IOException {
    Manifest manifest = CollectionScan.forPretraining(config.data());
    manifest.notes().forEach(say);
    String cache = config.data().cache();
    ImageDecoder decoder =
        cache.isEmpty()
            ? ImageLoader.of(config)
            : ImageCache.open(Path.of(cache), config, manifest, say);
    RunImages images = new RunImages(config, manifest, decoder);
    int cores = Runtime.getRuntime().availableProcessors();
    for (Map.Entry<String, MemoryPool> pool : images.pools().entrySet()) {
      if (pool.getValue().size() > 0) {
        Preloading.run(pool.getValue(), cores, (done, of) -> {}, stop);
        say.accept(describe(pool.getKey(), pool.getValue()));
      }
    }
    for (Quarantined bad : images.quarantined()) {
      say.accept("left out: " + bad.reason());
    }
    images.refuseEmpty();
    if (images.flats.size() == 0 || images.volumes.size() == 0) {
      say.accept(
          images.flats.size() == 0
              ? "note: no X-rays: every sample is a volume"
              : "note: no volumes: every sample is an X-ray");
    }
    return images;
  }

  private static String describe(String name, MemoryPool pool) {
    int readable = pool.size() - pool.quarantined().size();
    return readable
        + " "
        + name
        + (pool.kept() == readable
            ? " in memory"
            : ", " + pool.kept() + " of them in memory (data.memoryMb), the rest read when drawn");
  }

  private void refuseEmpty() {
    if (flats.size() + volumes.size() == 0) {
      throw CdsslException.data("no images to train on; check data.sources");
    }
  }

  private Map<String, MemoryPool> pools() {
    Map<String, MemoryPool> pools = new LinkedHashMap<>();
    pools.put("X-rays", flats);
    pools.put("volumes", volumes);
    pools.put("held-out X-rays", heldOutFlats);
    pools.put("held-out volumes", heldOutVolumes);
    return pools;
  }

  MemoryPool flats() {
    return flats;
  }

  MemoryPool volumes() {
    return volumes;
  }

  MemoryPool heldOutFlats() {
    return heldOutFlats;
  }

  MemoryPool heldOutVolumes() {
    return heldOutVolumes;
  }

  String sha256() {
    return manifest.sha256();
  }

  /// Every file that could not be read so far.
  List<Quarantined> quarantined() {
    List<Quarantined> all = new ArrayList<>();
    pools().values().forEach(pool -> all.addAll(pool.quarantined()));
    return all;
  }

  /// What `data.json` says of the pools.
  Map<String, Object> describe() {
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(row("2d", flats, heldOutFlats));
    rows.add(row("3d", volumes, heldOutVolumes));
    List<Map<String, Object>> bad = new ArrayList<>();
    for (Quarantined file : quarantined()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", file.entry().id());
      line.put("reason", file.reason());
      bad.add(line);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("manifestSha256", manifest.sha256());
    all.put("pools", rows);
    all.put("bad", bad);
    return all;
  }

  private static Map<String, Object> row(
      String dimension, MemoryPool training, MemoryPool heldOut) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("dimension", dimension);
    row.put("images", training.size() + heldOut.size());
    row.put("subjects", subjects(training) + subjects(heldOut));
    row.put("heldOut", heldOut.size());
    row.put("bad", training.quarantined().size() + heldOut.quarantined().size());
    return row;
  }

  private static long subjects(MemoryPool pool) {
    return java.util.stream.IntStream.range(0, pool.size())
        .mapToObj(pool::entry)
        .map(ImageEntry::subject)
        .distinct()
        .count();
  }
}
