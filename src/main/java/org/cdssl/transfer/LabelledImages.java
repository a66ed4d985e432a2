package org.cdssl.transfer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.cdssl.collection.ImageDecoder;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.MemoryPool;
import org.cdssl.collection.Part;
import org.cdssl.collection.Preloading;
import org.cdssl.collection.Quarantined;

/// The labelled images of a run in their parts.
final class LabelledImages {
  private final Map<Part, LabelledPart> parts = new EnumMap<>(Part.class);
  private final String sha256;

  /// @param entries of training, validation and test
  /// @param maxBadFraction share of each part's files that may be unreadable
  /// @param sha256 of entries, labels and parts
  LabelledImages(
      Map<Part, List<ImageEntry>> entries,
      ImageDecoder decoder,
      MemoryBudget budget,
      double maxBadFraction,
      String sha256) {
    for (Part part : List.of(Part.TRAINING, Part.VALIDATION, Part.TEST)) {
      List<ImageEntry> own = entries.getOrDefault(part, List.of());
      parts.put(part, new LabelledPart(new MemoryPool(own, decoder, budget, maxBadFraction)));
    }
    this.sha256 = sha256;
  }

  LabelledPart part(Part part) {
    return parts.get(part);
  }

  String sha256() {
    return sha256;
  }

  /// Decodes ahead, so that bad files are found before the first step.
  void preload(BooleanSupplier stop) {
    int cores = Runtime.getRuntime().availableProcessors();
    for (LabelledPart part : parts.values()) {
      if (part.size() > 0) {
        Preloading.run(part.pool(), cores, (done, of) -> {}, stop);
      }
    }
  }

  List<Quarantined> unreadable() {
    List<Quarantined> all = new ArrayList<>();
    parts.values().forEach(part -> all.addAll(part.unreadable()));
    return all;
  }

  /// What `data.json` says: images and subjects of each part, and the files that were left out.
  Map<String, Object> describe() {
    List<Object> rows = new ArrayList<>();
    parts.forEach((name, part) -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("part", name.name().toLowerCase(java.util.Locale.ROOT));
      row.put("images", part.size());
      row.put("subjects", part.entries().stream().map(ImageEntry::subject).distinct().count());
      row.put("bad", part.unreadable().size());
      rows.add(row);
    });
    List<Object> bad = new ArrayList<>();
    for (Quarantined file : unreadable()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", file.entry().id());
      line.put("reason", file.reason());
      bad.add(line);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("manifestSha256", sha256);
    all.put("parts", rows);
    all.put("bad", bad);
    return all;
  }
}
