package org.cdssl.report;

/// The effective configuration and where the run comes from.
final class SettingsSections {
  private SettingsSections() {}

  static Section config(RunFolder run) {
    return new Section(
        "config",
        "Configuration",
        run.config().isBlank()
            ? ""
            : """
            <details><summary>Effective configuration (config.yaml)</summary>
            <pre tabindex="0">%s</pre></details>
            """
                .formatted(Html.escape(run.config())));
  }

  static Section provenance(RunFolder run) {
    Table table = new Table("Code, machine and data that this run comes from.", "Key", "Value");
    run.provenance().forEach(table::row);
    return new Section("provenance", "Provenance", table.isEmpty() ? "" : table.html());
  }
}
