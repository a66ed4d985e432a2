package org.cdssl.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cdssl.collection.check.CheckReport;
import org.cdssl.collection.check.Finding;
import org.cdssl.collection.check.Grade;

/// Findings for people: by grade, then by kind with a count and examples, and a line of totals.
final class FindingsTable {
  private static final int EXAMPLES = 5;

  private FindingsTable() {}

  /// @param all whether every finding is printed, not only the first few of a kind
  /// @param json where all are written, or null
  static void print(CheckReport report, boolean all, Path json, PrintWriter out) {
    for (Grade grade : Grade.values()) {
      Map<Finding.Kind, List<Finding>> byKind =
          report.findings().stream()
              .filter(f -> f.grade() == grade)
              .collect(
                  Collectors.groupingBy(Finding::kind, LinkedHashMap::new, Collectors.toList()));
      if (byKind.isEmpty()) {
        continue;
      }
      out.println(grade.name() + (report.count(grade) == 1 ? "" : "S"));
      byKind.forEach((kind, findings) -> {
        out.printf("  %-26s %d%n", kind.title(), findings.size());
        int shown = all ? findings.size() : Math.min(EXAMPLES, findings.size());
        for (Finding finding : findings.subList(0, shown)) {
          out.printf("    %s: %s%n", finding.image(), finding.message());
        }
        if (shown < findings.size()) {
          out.printf(
              "    and %d more (%s)%n",
              findings.size() - shown, json == null ? "--all prints them" : "in " + json);
        }
      });
    }
    out.printf(
        Locale.ROOT,
        "%,d image%s of %d source%s: %d errors, %d warnings, %d notes; %,d files read%s%n",
        report.images(),
        report.images() == 1 ? "" : "s",
        report.sources(),
        report.sources() == 1 ? "" : "s",
        report.count(Grade.ERROR),
        report.count(Grade.WARNING),
        report.count(Grade.NOTE),
        report.read(),
        report.known() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d unchanged since the journal", report.known()));
  }
}
