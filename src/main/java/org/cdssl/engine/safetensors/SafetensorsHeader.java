package org.cdssl.engine.safetensors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.image.format.FormatException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The parsed and checked header of a file: every length agrees with its shape, and the tensors
/// cover the data exactly, one after the other.
///
/// @param tensors in the order of the header
/// @param metadata the pairs under `__metadata__`; empty without them
record SafetensorsHeader(Map<String, TensorEntry> tensors, Map<String, String> metadata) {
  private static final int MAX_DIMENSIONS = 64;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// @param text the JSON, padding included
  /// @param dataStart first data byte in the file
  /// @param dataBytes bytes of data that the file really has
  static SafetensorsHeader parse(Path file, byte[] text, long dataStart, long dataBytes)
      throws FormatException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      SafetensorsHeader header = new Parser(file, json, dataStart, dataBytes).header();
      header.checkCoverage(file, dataStart, dataBytes);
      return header;
    } catch (JacksonException e) {
      throw new FormatException(file, "header is no valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// No gaps and no overlaps: sorted by place, each tensor starts where the one before ended.
  private void checkCoverage(Path file, long dataStart, long dataBytes) throws FormatException {
    List<TensorEntry> byPlace = new ArrayList<>(tensors.values());
    byPlace.sort(
        Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::bytes));
    long end = dataStart;
    for (TensorEntry entry : byPlace) {
      if (entry.offset() != end) {
        String kind = entry.offset() < end ? " overlaps another tensor" : " leaves a gap before it";
        throw new FormatException(file, quote(entry.name()) + kind);
      }
      end += entry.bytes();
    }
    if (end != dataStart + dataBytes) {
      throw new FormatException(
          file, "the tensors end at byte " + end + ", the file at byte " + (dataStart + dataBytes));
    }
  }

  /// A name from the file, fit for a message of one line.
  static String quote(String name) {
    String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }

  private record Parser(Path file, JsonParser json, long dataStart, long dataBytes) {

    SafetensorsHeader header() throws FormatException {
      expect(json.nextToken(), JsonToken.START_OBJECT, "the header");
      Map<String, TensorEntry> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        if (name.equals(SafetensorsWriter.METADATA)) {
          readMetadata(metadata);
        } else {
          tensors.put(name, entry(name));
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT, "the header");
      expect(json.nextToken(), null, "what follows the header");
      return new SafetensorsHeader(tensors, metadata);
    }

    private void readMetadata(Map<String, String> metadata) throws FormatException {
      expect(json.nextToken(), JsonToken.START_OBJECT, SafetensorsWriter.METADATA);
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        expect(json.nextToken(), JsonToken.VALUE_STRING, "metadata " + quote(key));
        metadata.put(key, json.getString());
      }
    }

    private TensorEntry entry(String name) throws FormatException {
      expect(json.nextToken(), JsonToken.START_OBJECT, quote(name));
      Dtype dtype = null;
      long[] shape = null;
      long[] offsets = null;
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        switch (key) {
          case "dtype" -> dtype = dtype(name);
          case "shape" -> shape = longs(name);
          case "data_offsets" -> offsets = longs(name);
          default -> throw new FormatException(file, quote(name) + " has the key " + quote(key));
        }
      }
      if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
        throw new FormatException(
            file, quote(name) + " needs dtype, shape and data_offsets [begin, end]");
      }
      if (offsets[0] > offsets[1] || offsets[1] > dataBytes) {
        throw new FormatException(
            file,
            quote(name)
                + " lies at bytes "
                + Arrays.toString(offsets)
                + " of "
                + dataBytes
                + " data bytes");
      }
      long bytes = offsets[1] - offsets[0];
      if (bytes != expectedBytes(name, dtype, shape)) {
        throw new FormatException(
            file,
            quote(name)
                + " has "
                + bytes
                + " bytes, which do not fit "
                + dtype
                + " "
                + Arrays.toString(shape));
      }
      return new TensorEntry(name, dtype, shape, dataStart + offsets[0], bytes);
    }

    private long expectedBytes(String name, Dtype dtype, long[] shape) throws FormatException {
      try {
        return dtype.bytes(shape);
      } catch (ArithmeticException e) {
        throw new FormatException(
            file, quote(name) + " has the impossible shape " + Arrays.toString(shape), e);
      }
    }

    private Dtype dtype(String name) throws FormatException {
      expect(json.nextToken(), JsonToken.VALUE_STRING, "dtype of " + quote(name));
      String text = json.getString();
      for (Dtype dtype : Dtype.values()) {
        if (dtype.name().equals(text)) {
          return dtype;
        }
      }
      throw new FormatException(
          file, quote(name) + " has the dtype " + quote(text) + ", which is not supported");
    }

    private long[] longs(String name) throws FormatException {
      expect(json.nextToken(), JsonToken.START_ARRAY, "shape or data_offsets of " + quote(name));
      List<Long> values = new ArrayList<>();
      while (json.nextToken() == JsonToken.VALUE_NUMBER_INT && values.size() < MAX_DIMENSIONS) {
        long value = json.getLongValue();
        if (value < 0) {
          throw new FormatException(file, quote(name) + " has the negative number " + value);
        }
        values.add(value);
      }
      expect(json.currentToken(), JsonToken.END_ARRAY, "shape or data_offsets of " + quote(name));
      return values.stream().mapToLong(Long::longValue).toArray();
    }

    private void expect(JsonToken found, JsonToken wanted, String where) throws FormatException {
      if (found != wanted) {
        throw new FormatException(
            file,
            where
                + " should be "
                + (wanted == null ? "nothing" : wanted)
                + ", found "
                + (found == null ? "the end" : found));
      }
    }
  }
}
