package org.cdssl.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// A run folder as one self-contained HTML page.
public final class Report {
  private Report() {}

  /// Writes `report.html` into the run folder, replacing an older one.
  ///
  /// @return the page
  /// @throws org.cdssl.CdsslException where the folder is no run folder
  public static Path write(Path runFolder) throws IOException {
    Path page = runFolder.resolve("report.html");
    write(runFolder, page);
    return page;
  }

  /// Writes the page to another place. It is there whole or not at all.
  public static void write(Path runFolder, Path page) throws IOException {
    String html = html(runFolder);
    Path absolute = page.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    Files.writeString(unfinished, html);
    Files.move(unfinished, absolute, StandardCopyOption.REPLACE_EXISTING);
  }

  /// The page as text.
  static String html(Path runFolder) throws IOException {
    RunFolder run = RunFolder.read(runFolder);
    return page(
        run.name(),
        List.of(
            SummarySection.of(run),
            ResultSections.metrics(run),
            ResultSections.curves(run),
            ResultSections.confusion(run),
            ResultSections.calibration(run),
            WorstCasesSection.of(run),
            EmbeddingSection.of(run),
            DataSection.of(run),
            PictureSections.samples(run),
            PictureSections.pseudoVolumes(run),
            CurvesSection.validation(run),
            CurvesSection.probes(run),
            CurvesSection.losses(run),
            PictureSections.restorations(run),
            CollapseSection.of(run),
            CurvesSection.optimisation(run),
            EventsSection.of(run),
            PictureSections.others(run),
            SettingsSections.config(run),
            SettingsSections.provenance(run)));
  }

  static String page(String name, List<Section> sections) throws IOException {
    List<Section> filled = sections.stream().filter(s -> !s.isEmpty()).toList();
    StringBuilder links = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (Section section : filled) {
      links.append(
          "<a href=\"#%s\">%s</a>\n".formatted(section.id(), Html.escape(section.title())));
      body.append(section.html());
    }
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <title>%s – cdssl report</title>
    <style>
    %s</style>
    </head>
    <body>
    <header>
    <p class="kind">cdssl report</p>
    <h1>%s</h1>
    <nav aria-label="Sections">
    %s</nav>
    </header>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(Html.escape(name), style(), Html.escape(name), links, body);
  }

  private static String style() throws IOException {
    try (InputStream in = Report.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
