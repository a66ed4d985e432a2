package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.SourceConfig;
import org.cdssl.image.Preparation;

/// What is done to every source: `plan.json` of a cache. May be read, edited and fed back.
///
/// @param format of this file
/// @param transform [Preparation#VERSION] of the program that made it
/// @param sources in the order of the configuration
public record CachePlan(int format, int transform, List<SourcePlan> sources) {
  static final int FORMAT = 1;

  public CachePlan {
    sources = List.copyOf(sources);
  }

  /// The plan that gives what training straight from the files would see.
  public static CachePlan of(PretrainConfig config, Storage storage, Compression compression) {
    List<SourcePlan> sources = new ArrayList<>();
    asked(config)
        .forEach((name, asked) -> {
          sources.add(SourcePlan.of(name, asked, storage, compression));
        });
    return new CachePlan(FORMAT, Preparation.VERSION, sources);
  }

  /// An edited plan.
  ///
  /// @throws CdsslException (USAGE) where it cannot be or belongs to another configuration
  public static CachePlan read(Path file, PretrainConfig config) throws IOException {
    CachePlan plan = CacheJson.read(file, CachePlan.class);
    plan.checkFormat(file);
    Set<String> names = new HashSet<>();
    for (SourcePlan source : plan.sources) {
      source.check(file.toString());
      if (!names.add(source.source())) {
        throw CdsslException.usage(file + ": source " + source.source() + " is there twice");
      }
    }
    List<String> differences = plan.differences(config);
    if (!differences.isEmpty()) {
      throw CdsslException.usage(
          file
              + ": the plan was made for another configuration: "
              + String.join("; ", differences)
              + "; run cdssl prepare without --plan and edit the plan it writes");
    }
    return plan;
  }

  private void checkFormat(Path file) {
    if (format != FORMAT || transform != Preparation.VERSION) {
      throw CdsslException.usage(
          file
              + ": format "
              + format
              + ", transform "
              + transform
              + "; this program has format "
              + FORMAT
              + ", transform "
              + Preparation.VERSION
              + "; run cdssl prepare again without --plan");
    }
  }

  /// What the configuration asks for, by source.
  static Map<String, SourcePlan.Asked> asked(PretrainConfig config) {
    ImageLoader loader = ImageLoader.of(config);
    Map<String, SourcePlan.Asked> asked = new LinkedHashMap<>();
    for (SourceConfig source : config.data().sources()) {
      asked.put(
          source.name(),
          SourcePlan.Asked.of(
              source.dimension(),
              source.modality(),
              source.spacingMm(),
              loader.shorterSide(),
              loader.minimum()));
    }
    return asked;
  }

  /// What the configuration asks for and the plan was not made for, one line each.
  List<String> differences(PretrainConfig config) {
    List<String> differences = new ArrayList<>();
    asked(config)
        .forEach((name, asked) -> {
          SourcePlan planned = bySource().get(name);
          if (planned == null) {
            differences.add("source " + name + " is not in the plan");
          } else {
            SourcePlan.Asked was = planned.asked();
            compare(differences, name, "dimension", was.dimension(), asked.dimension());
            compare(differences, name, "modality", was.modality(), asked.modality());
            compare(differences, name, "spacingMm", was.spacingMm(), asked.spacingMm());
            compare(differences, name, "shorter side", was.shorterSide(), asked.shorterSide());
            compare(differences, name, "least size", was.minimum(), asked.minimum());
          }
        });
    return differences;
  }

  private static void compare(
      List<String> differences, String source, String what, Object was, Object is) {
    if (!was.equals(is)) {
      differences.add(
          "source " + source + ": " + what + " was " + was + " and the configuration says " + is);
    }
  }

  /// What was edited, one line each: such a cache gives other images than the files do.
  List<String> edits() {
    List<String> edits = new ArrayList<>();
    for (SourcePlan source : sources) {
      SourcePlan plain =
          SourcePlan.of(source.source(), source.asked(), Storage.UINT16, Compression.NONE);
      edit(edits, source, "spacingMm", source.spacingMm(), plain.spacingMm());
      edit(edits, source, "window", source.window(), plain.window());
      edit(edits, source, "shorterSide", source.shorterSide(), plain.shorterSide());
      edit(edits, source, "minimum", source.minimum(), plain.minimum());
      edit(edits, source, "storage", source.storage(), plain.storage());
    }
    return edits;
  }

  private static void edit(
      List<String> edits, SourcePlan source, String what, Object is, Object plain) {
    if (!is.equals(plain)) {
      edits.add("source " + source.source() + ": " + what + " " + is + " in place of " + plain);
    }
  }

  Map<String, SourcePlan> bySource() {
    Map<String, SourcePlan> map = new LinkedHashMap<>();
    sources.forEach(source -> map.put(source.source(), source));
    return map;
  }

  String sha256() {
    return Sha256.of(CacheJson.line(this).getBytes(StandardCharsets.UTF_8));
  }
}
