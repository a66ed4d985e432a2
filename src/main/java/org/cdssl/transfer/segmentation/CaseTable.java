package org.cdssl.transfer.segmentation;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.storage.AtomicFile;
import org.cdssl.transfer.metric.SurfaceDistance;

/// `cases.csv`: a row a case and region; an empty field is a number that is not defined.
final class CaseTable {
  private CaseTable() {}

  static void write(
      Path file, List<Region> regions, List<CaseScore> headline, List<CaseScore> resampled)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("id", "subject", "class", "dice", "hd95Mm", "nsd", "diceResampled");
      for (int i = 0; i < headline.size(); i++) {
        CaseScore score = headline.get(i);
        for (int r = 0; r < regions.size(); r++) {
          SurfaceDistance surface = score.surfaces() == null ? null : score.surfaces().get(r);
          csv.writeRecord(
              score.id(),
              score.subject(),
              regions.get(r).name(),
              field(score.dice()[r]),
              surface == null ? "" : field(surface.hd95Mm()),
              surface == null ? "" : field(surface.nsd()),
              field(resampled.get(i).dice()[r]));
        }
      }
    }
    AtomicFile.write(file, text.toString());
  }

  private static String field(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }
}
