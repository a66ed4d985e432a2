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
import org.cdssl.Sha256;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.image.Preparation;

/// What is done to every source: `plan.json` of a cache. May be read, edited and fed back.
///
/// @param format of this file
/// @param transform [Preparation#VERSION] of the program that made it
/// @param sources in the order of the collection; one with CT and MR is there twice
public record CachePlan(int format, int transform, List<SourcePlan> sources) {
  static final int FORMAT = 1;

  public CachePlan {
    sources = List.copyOf(sources);
  }

  /// The plan that gives what training straight from the files would see.
  static CachePlan of(
      Manifest manifest, ImageLoader loader, Storage storage, Compression compression) {
    List<SourcePlan> sources = new ArrayList<>();
    for (AskedOf one : asked(manifest, loader).values()) {
      sources.add(SourcePlan.of(one.source(), one.asked(), storage, compression));
    }
    return new CachePlan(FORMAT, Preparation.VERSION, sources);
  }

  /// An edited plan.
  ///
  /// @throws CdsslException (USAGE) where it cannot be or belongs to another configuration
  static CachePlan read(Path file, Manifest manifest, ImageLoader loader) throws IOException {
    CachePlan plan = CacheJson.read(file, CachePlan.class);
    plan.checkFormat(file);
    Set<String> names = new HashSet<>();
    for (SourcePlan source : plan.sources) {
      source.check(file.toString());
      if (!names.add(source.kind())) {
        throw CdsslException.usage(file + ": source " + source.kind() + " is there twice");
      }
    }
    List<String> differences = plan.differences(manifest, loader);
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

  private record AskedOf(String source, SourcePlan.Asked asked) {}

  /// What the configuration asks for, by kind of image, in the order of the manifest.
  private static Map<String, AskedOf> asked(Manifest manifest, ImageLoader loader) {
    Map<String, AskedOf> asked = new LinkedHashMap<>();
    for (ImageEntry entry : manifest.entries()) {
      asked.computeIfAbsent(
          SourcePlan.kind(entry),
          _ ->
              new AskedOf(
                  entry.source(),
                  SourcePlan.Asked.of(
                      entry.dimension(),
                      entry.modality(),
                      entry.spacingMm(),
                      loader.shorterSide(),
                      loader.minimum())));
    }
    return asked;
  }

  /// What the configuration asks for and the plan was not made for, one line each.
  List<String> differences(Manifest manifest, ImageLoader loader) {
    List<String> differences = new ArrayList<>();
    Map<String, SourcePlan> plans = byKind();
    asked(manifest, loader)
        .forEach((kind, now) -> {
          SourcePlan planned = plans.get(kind);
          if (planned == null) {
            differences.add("source " + kind + " is not in the plan, which has " + plans.keySet());
          } else {
            SourcePlan.Asked was = planned.asked();
            SourcePlan.Asked is = now.asked();
            compare(differences, now.source(), "spacingMm", was.spacingMm(), is.spacingMm());
            compare(differences, now.source(), "shorter side", was.shorterSide(), is.shorterSide());
            compare(differences, now.source(), "least size", was.minimum(), is.minimum());
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

  /// The plans by [SourcePlan#kind(ImageEntry)].
  Map<String, SourcePlan> byKind() {
    Map<String, SourcePlan> map = new LinkedHashMap<>();
    sources.forEach(source -> map.put(source.kind(), source));
    return map;
  }

  String sha256() {
    return Sha256.of(CacheJson.line(this).getBytes(StandardCharsets.UTF_8));
  }
}
