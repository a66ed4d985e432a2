package org.cdssl.image.format.nrrd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cdssl.image.format.FileInput;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.HeaderLines;
import org.cdssl.image.format.HeaderNumbers;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelFiles;

/// The fields of a NRRD header as texts, under one spelling each: lower case, without spaces.
///
/// @param fields value by name; "key:=value" pairs, which mean nothing to a reader, are left out
/// @param listed names in the lines behind `data file: LIST`
/// @param bytes length of the header with the blank line that ends it
record NrrdHeader(Path file, Map<String, String> fields, List<String> listed, int bytes) {
  private static final String MAGIC = "NRRD000";

  /// Whether a file that starts so says it is NRRD.
  static boolean hasMagic(String start) {
    return start.startsWith(MAGIC);
  }

  static NrrdHeader read(Path file, Limits limits) throws IOException {
    try (FileInput in = FileInput.open(file, 0, FileInput.Coding.PLAIN)) {
      HeaderLines lines = new HeaderLines(file, in, limits);
      String magic = lines.next();
      if (magic == null || !hasMagic(magic)) {
        throw new FormatException(file, "is no NRRD file: it does not start with " + MAGIC);
      }
      if (!magic.strip().matches("NRRD000[1-5]")) {
        throw new FormatException(
            file, "is of the unknown NRRD version '" + magic.strip() + "'; 1 to 5 can be read");
      }
      Map<String, String> fields = new HashMap<>();
      List<String> listed = List.of();
      for (String line; (line = lines.next()) != null && !line.isBlank(); ) {
        if (line.startsWith("#")) {
          continue;
        }
        int field = line.indexOf(": ");
        int pair = line.indexOf(":=");
        if (pair >= 0 && (field < 0 || pair < field)) {
          continue;
        }
        if (field < 0) {
          throw new FormatException(
              file, "its header is damaged: a line of it is not 'field: value'");
        }
        String name = line.substring(0, field).toLowerCase(Locale.ROOT).replaceAll("[ _]", "");
        String value = line.substring(field + 2).strip();
        if (fields.put(name, value) != null) {
          throw new FormatException(file, "its header gives the field " + name + " twice");
        }
        if (name.equals("datafile") && value.startsWith("LIST")) {
          listed = VoxelFiles.listed(file, lines);
          break;
        }
      }
      return new NrrdHeader(file, fields, listed, lines.bytes());
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /// Value of a field that must be there.
  String required(String name) throws FormatException {
    String value = fields.get(name);
    if (value == null) {
      throw new FormatException(file, "is no readable NRRD: its header has no field " + name);
    }
    return value;
  }

  /// Value of a field, or `otherwise`.
  String get(String name, String otherwise) {
    return fields.getOrDefault(name, otherwise);
  }

  HeaderNumbers numbers(String name) {
    return new HeaderNumbers(file, name);
  }

  /// One number an axis, NaN where the header says so or does not have the field.
  double[] perAxis(String name, int axes) throws FormatException {
    double[] values = new double[axes];
    java.util.Arrays.fill(values, Double.NaN);
    if (has(name)) {
      List<String> words = numbers(name).words(required(name));
      requireCount(name, words.size(), axes);
      for (int a = 0; a < axes; a++) {
        values[a] = numbers(name).anyDecimal(words.get(a));
      }
    }
    return values;
  }

  /// Vectors such as `(1,0,0) none (0, 1, 0)`, one a word; `null` for `none`.
  List<double[]> vectors(String name) throws FormatException {
    List<double[]> vectors = new ArrayList<>();
    String rest = required(name).strip();
    while (!rest.isEmpty()) {
      int end = rest.indexOf(')');
      if (rest.startsWith("none")) {
        vectors.add(null);
        rest = rest.substring(4).strip();
      } else if (rest.startsWith("(") && end > 0) {
        String[] parts = rest.substring(1, end).split(",", 17);
        double[] vector = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
          vector[i] = numbers(name).decimal(parts[i].strip());
        }
        vectors.add(vector);
        rest = rest.substring(end + 1).strip();
      } else {
        throw numbers(name).wrong("is no list of vectors like (1,0,0)");
      }
      if (vectors.size() > 16) {
        throw numbers(name).wrong("has more than 16 vectors");
      }
    }
    return vectors;
  }

  void requireCount(String name, int found, int axes) throws FormatException {
    if (found != axes) {
      throw numbers(name).wrong("has " + found + " values for " + axes + " axes");
    }
  }
}
