package org.cdssl.transfer.metric;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cdssl.CdsslException;
import org.cdssl.storage.AtomicFile;
import org.cdssl.transfer.metric.Predictions.Kind;

/// `predictions.csv`: a row an image, `id,subject,truth` and a column of probabilities a class.
///
/// The truth is the name of the class; of findings the names of those present, joined by `|`, empty
/// where there is none. Scores are written with all their digits, so that reading gives the same
/// numbers.
public final class PredictionsFile {
  private static final List<String> HEAD = List.of("id", "subject", "truth");

  private PredictionsFile() {}

  /// Writes the file whole or not at all.
  public static void write(Path file, Predictions predictions) throws IOException {
    AtomicFile.stream(
        file,
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CsvWriter csv = CsvWriter.builder().build(text);
          List<String> head = new ArrayList<>(HEAD);
          head.addAll(predictions.classes());
          csv.writeRecord(head);
          for (int i = 0; i < predictions.rows(); i++) {
            List<String> row = new ArrayList<>();
            row.add(predictions.ids().get(i));
            row.add(predictions.subjects().get(i));
            row.add(truth(predictions, i));
            for (double score : predictions.scores()[i]) {
              row.add(Double.toString(score));
            }
            csv.writeRecord(row);
          }
          csv.flush();
        });
  }

  private static String truth(Predictions predictions, int row) {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < predictions.classes().size(); c++) {
      if (predictions.truth()[row][c]) {
        names.add(predictions.classes().get(c));
      }
    }
    return String.join("|", names);
  }

  /// @param kind what the task of the run is; the file does not say
  /// @throws CdsslException DATA with the line, where the file is not of this form
  public static Predictions read(Path file, Kind kind) throws IOException {
    List<String> ids = new ArrayList<>();
    List<String> subjects = new ArrayList<>();
    List<boolean[]> truth = new ArrayList<>();
    List<double[]> scores = new ArrayList<>();
    List<String> classes = null;
    try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(file)) {
      for (CsvRecord row : csv) {
        List<String> fields = row.getFields();
        if (classes == null) {
          if (fields.size() <= HEAD.size() || !fields.subList(0, HEAD.size()).equals(HEAD)) {
            throw bad(file, row, "expected the columns id, subject, truth and one a class");
          }
          classes = List.copyOf(fields.subList(HEAD.size(), fields.size()));
          continue;
        }
        if (fields.size() != HEAD.size() + classes.size()) {
          throw bad(
              file,
              row,
              "has "
                  + fields.size()
                  + " fields, the first line has "
                  + (HEAD.size() + classes.size()));
        }
        ids.add(fields.get(0));
        subjects.add(fields.get(1));
        truth.add(truth(file, row, classes));
        scores.add(scores(file, row, fields.subList(HEAD.size(), fields.size())));
      }
    } catch (CsvParseException e) {
      throw CdsslException.data(file + ": " + e.getMessage());
    }
    if (classes == null || ids.isEmpty()) {
      throw CdsslException.data(file + ": holds no predictions");
    }
    try {
      return new Predictions(
          kind,
          classes,
          ids,
          subjects,
          truth.toArray(boolean[][]::new),
          scores.toArray(double[][]::new));
    } catch (IllegalArgumentException e) {
      throw CdsslException.data(file + ": " + e.getMessage());
    }
  }

  private static boolean[] truth(Path file, CsvRecord row, List<String> classes) {
    boolean[] present = new boolean[classes.size()];
    String text = row.getField(2);
    // a class name may hold a bar itself
    int whole = classes.indexOf(text);
    List<String> names =
        whole >= 0 ? List.of(text) : text.isEmpty() ? List.of() : Arrays.asList(text.split("\\|"));
    for (String name : names) {
      int c = classes.indexOf(name);
      if (c < 0) {
        throw bad(file, row, "the truth '" + name + "' is none of " + classes);
      }
      present[c] = true;
    }
    return present;
  }

  private static double[] scores(Path file, CsvRecord row, List<String> fields) {
    double[] scores = new double[fields.size()];
    for (int c = 0; c < scores.length; c++) {
      try {
        scores[c] = Double.parseDouble(fields.get(c));
      } catch (NumberFormatException _) {
        throw bad(file, row, "'" + fields.get(c) + "' is no number");
      }
    }
    return scores;
  }

  private static CdsslException bad(Path file, CsvRecord row, String what) {
    return CdsslException.data(file + ", line " + row.getStartingLineNumber() + ": " + what);
  }
}
