package org.cdssl.report;

/// What the guards saw, and the files that were left out.
final class EventsSection {
  private static final int MOST = 200;

  private EventsSection() {}

  static Section of(RunFolder run) {
    StringBuilder body = new StringBuilder();
    Table events = new Table("Events during training.", "Step", "Kind", "What happened");
    run.metrics().events().stream()
        .limit(MOST)
        .forEach(e -> events.row(Numbers.count(e.step()), kindName(e.kind()), e.message()));
    append(body, events, run.metrics().events().size(), "metrics.jsonl");
    Table files = new Table("Files that were left out.", "File", "Reason");
    run.badFiles().stream().limit(MOST).forEach(f -> files.row(f.file(), f.reason()));
    append(body, files, run.badFiles().size(), "data.json");
    int broken = run.metrics().brokenLines();
    if (broken > 0) {
      body.append(
          "<p class=\"note\">%d %s of metrics.jsonl could not be read (a run that is killed leaves its last line half written).</p>\n"
              .formatted(broken, broken == 1 ? "line" : "lines"));
    }
    return new Section("events", "Events and left-out files", body.toString());
  }

  private static void append(StringBuilder body, Table table, int all, String source) {
    if (table.isEmpty()) {
      return;
    }
    body.append(table.html());
    if (all > MOST) {
      body.append(
          "<p class=\"note\">The first %d of %d; all are in %s.</p>\n"
              .formatted(MOST, all, source));
    }
  }

  private static String kindName(String kind) {
    return switch (kind) {
      case "nonFinite" -> "non-finite number";
      case "spike" -> "loss spike";
      case "quarantine" -> "file left out";
      default -> kind;
    };
  }
}
