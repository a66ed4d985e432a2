package org.cdssl.report;

import java.util.List;

/// The pre-trainings of a grid by themselves.
final class PretrainingSection {
  private PretrainingSection() {}

  static Section of(List<PretrainingRow> rows) {
    Table table =
        new Table(PretrainingRow.note(true), PretrainingRow.head(true).toArray(String[]::new));
    rows.forEach(row -> table.row(row.cells(true).toArray(String[]::new)));
    List<String> failed =
        rows.stream()
            .filter(row -> row.state() == PretrainingRow.State.FAILED)
            .map(PretrainingRow::failure)
            .toList();
    return new Section(
        "pretraining", "Pre-training", rows.isEmpty() ? "" : table.html() + GridPage.list(failed));
  }
}
