package org.cdssl.report;

/// The images of each dimension: how many, of how many subjects, how many only scored.
final class DataSection {
  private DataSection() {}

  static Section of(RunFolder run) {
    Table table =
        new Table(
            "Held-out images are scored but never trained on; the split is by subject.",
            "Images",
            "Found",
            "Subjects",
            "Held out",
            "Left out");
    for (RunFolder.Pool pool : run.pools()) {
      table.row(
          switch (pool.dimension()) {
            case "2d" -> "X-rays (2D)";
            case "3d" -> "Volumes (3D)";
            default -> pool.dimension();
          },
          Numbers.count(pool.images()),
          Numbers.count(pool.subjects()),
          Numbers.count(pool.heldOut()),
          Numbers.count(pool.bad()));
    }
    return new Section("data", "Data", table.isEmpty() ? "" : table.html());
  }
}
