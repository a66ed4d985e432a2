package org.cdssl.collection.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a check found.
///
/// @param images entries that were checked
/// @param sources how many sources they come from
/// @param read files that were read, masks among them
/// @param known files whose facts the journal had
/// @param bytes of the files that were read
/// @param findings by grade, kind, image and message
public record CheckReport(
    int images, int sources, long read, long known, long bytes, List<Finding> findings) {

  public boolean hasErrors() {
    return count(Grade.ERROR) > 0;
  }

  public long count(Grade grade) {
    return findings.stream().filter(f -> f.grade() == grade).count();
  }

  /// For JSON.
  public Map<String, Object> document() {
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("images", images);
    totals.put("sources", sources);
    for (Grade grade : Grade.values()) {
      totals.put(word(grade) + "s", count(grade));
    }
    totals.put("filesRead", read);
    totals.put("filesFromJournal", known);
    List<Object> list = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("grade", word(finding.grade()));
      one.put("kind", finding.kind().slug());
      one.put("source", finding.source());
      one.put("image", finding.image());
      one.put("message", finding.message());
      list.add(one);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("totals", totals);
    document.put("findings", list);
    return document;
  }

  private static String word(Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }
}
