package org.cdssl.collection.layout;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.cdssl.image.format.FormatException;

/// A table with a header line, plain or gzip, streamed row by row.
///
/// The separator (comma, semicolon or tab) is the one the header line has most of. Columns are
/// found by name, whatever their case and number: published tables have headers that a comma tore
/// in two, an empty last column, or rows that are one longer or shorter than the header.
final class CsvTable {
  /// Most characters of one field or line that are kept in memory.
  private static final int MAX_FIELD = 1 << 20;

  /// Most rows that are read; the largest published table has under half a million.
  private static final long MAX_ROWS = 50_000_000;

  private final Path file;
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<String> header;
  private CsvRecord row;

  private CsvTable(Path file, CsvRecord header) {
    this.file = file;
    this.header = new ArrayList<>(header.getFields());
    for (int i = 0; i < this.header.size(); i++) {
      columns.putIfAbsent(this.header.get(i).strip().toLowerCase(Locale.ROOT), i);
    }
  }

  /// Hands on every row in turn; the table given is the same object, moved on.
  ///
  /// @param needed columns without which the table is refused
  static void read(Path file, List<String> needed, Consumer<CsvTable> rows) throws IOException {
    char separator = separator(file);
    try (BufferedReader in = open(file);
        CsvReader<CsvRecord> csv =
            CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .skipEmptyLines(true)
                .maxBufferSize(MAX_FIELD)
                .ofCsvRecord(in)) {
      Iterator<CsvRecord> records = csv.iterator();
      if (!records.hasNext()) {
        throw new FormatException(file, "is an empty table");
      }
      CsvTable table = new CsvTable(file, records.next());
      for (String column : needed) {
        if (!table.has(column)) {
          throw new FormatException(
              file, "has no column '" + column + "'; it has " + String.join(", ", table.header));
        }
      }
      for (long n = 0; records.hasNext(); n++) {
        if (n >= MAX_ROWS) {
          throw new FormatException(file, "has more than " + MAX_ROWS + " rows");
        }
        table.row = records.next();
        rows.accept(table);
      }
    } catch (CsvParseException e) {
      throw new FormatException(file, "is no valid table: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new FormatException(file, "cannot be read: " + e.getCause().getMessage(), e);
    }
  }

  boolean has(String column) {
    return columns.containsKey(column.toLowerCase(Locale.ROOT));
  }

  /// Field of the current row, without white space around it; empty where the row is too short.
  String get(String column) {
    Integer at = columns.get(column.toLowerCase(Locale.ROOT));
    return at == null || at >= row.getFieldCount() ? "" : row.getField(at).strip();
  }

  /// A complaint about the current row.
  FormatException wrong(String what) {
    return new FormatException(file, "line " + row.getStartingLineNumber() + ": " + what);
  }

  private static char separator(Path file) throws IOException {
    char[] start = new char[1 << 14];
    int length = 0;
    try (BufferedReader in = open(file)) {
      for (int n; length < start.length; length += n) {
        n = in.read(start, length, start.length - length);
        if (n < 0) {
          break;
        }
      }
    }
    String line = new String(start, 0, length).lines().findFirst().orElse("");
    char best = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(line, candidate) > count(line, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String line, char wanted) {
    return line.chars().filter(c -> c == wanted).count();
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      boolean gzip = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz");
      InputStream plain = gzip ? new GZIPInputStream(in, 1 << 16) : in;
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
      reader.mark(1);
      if (reader.read() != '\ufeff') {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      in.close();
      throw e instanceof java.util.zip.ZipException || e instanceof java.io.EOFException
          ? new FormatException(file, "is no valid gzip file: " + e.getMessage(), e)
          : e;
    }
  }
}
