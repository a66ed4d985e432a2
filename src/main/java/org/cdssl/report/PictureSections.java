package org.cdssl.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The sections that show pictures of the run folder.
final class PictureSections {
  private PictureSections() {}

  /// `sample-*`: images as training sees them.
  static Section samples(RunFolder run) throws IOException {
    return section(run, "samples", "Sample images", p -> p.name().startsWith("sample-"));
  }

  /// `pseudo3d-*`: slices of pseudo-3D volumes.
  static Section pseudoVolumes(RunFolder run) throws IOException {
    return section(run, "pseudo3d", "Pseudo-3D volumes", p -> p.name().startsWith("pseudo3d-"));
  }

  /// `step-NNNNNN-kind`: of each kind the first, the middle and the last restoration.
  static Section restorations(RunFolder run) throws IOException {
    Map<String, List<Picture>> byKind = new TreeMap<>();
    for (Picture picture : run.pictures()) {
      if (picture.step().isPresent()) {
        byKind.computeIfAbsent(picture.kind(), _ -> new ArrayList<>()).add(picture);
      }
    }
    StringBuilder body = new StringBuilder();
    for (String kind : kindsInOrder(byKind)) {
      List<Picture> shown = firstMiddleLast(byKind.get(kind));
      body.append("<div class=\"pictures series\">\n");
      for (Picture picture : shown) {
        body.append(picture.html());
      }
      body.append("</div>\n");
    }
    return new Section("restorations", "Restorations during training", body.toString());
  }

  /// Whatever else lies in the folder.
  static Section others(RunFolder run) throws IOException {
    return section(
        run,
        "pictures",
        "Other pictures",
        p ->
            p.step().isEmpty()
                && !p.name().startsWith("sample-")
                && !p.name().startsWith(WorstCasesSection.PREFIX)
                && !p.name().startsWith("pseudo3d-"));
  }

  /// The earliest, the one nearest to half way (by step), and the latest.
  static List<Picture> firstMiddleLast(List<Picture> all) {
    List<Picture> sorted =
        all.stream().sorted(java.util.Comparator.comparingLong(p -> p.step().orElse(0))).toList();
    if (sorted.size() <= 3) {
      return sorted;
    }
    Picture first = sorted.getFirst();
    Picture last = sorted.getLast();
    double half = (first.step().orElse(0) + last.step().orElse(0)) / 2.0;
    Picture middle = sorted.get(1);
    for (Picture p : sorted.subList(1, sorted.size() - 1)) {
      if (Math.abs(p.step().orElse(0) - half) < Math.abs(middle.step().orElse(0) - half)) {
        middle = p;
      }
    }
    return List.of(first, middle, last);
  }

  private static List<String> kindsInOrder(Map<String, List<Picture>> byKind) {
    List<String> kinds = new ArrayList<>(byKind.keySet());
    // X-rays first, as everywhere on the page
    if (kinds.remove("xray")) {
      kinds.addFirst("xray");
    }
    return kinds;
  }

  private static Section section(RunFolder run, String id, String title, Predicate<Picture> which)
      throws IOException {
    StringBuilder body = new StringBuilder();
    for (Picture picture : run.pictures()) {
      if (which.test(picture)) {
        body.append(picture.html());
      }
    }
    return new Section(
        id, title, body.isEmpty() ? "" : "<div class=\"pictures\">\n" + body + "</div>\n");
  }
}
