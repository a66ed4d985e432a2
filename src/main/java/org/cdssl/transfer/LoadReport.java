package org.cdssl.transfer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of every tensor when an encoder was loaded (P21).
///
/// @param file that was read
/// @param matched copied into the encoder
/// @param missing of the encoder, not in the file
/// @param unexpected in the file, not of the encoder: heads, decoders
/// @param mismatched in both with another type or shape, with both
/// @param notes what was done on the way: prefixes, channels
public record LoadReport(
    String file,
    List<String> matched,
    List<String> missing,
    List<String> unexpected,
    List<String> mismatched,
    List<String> notes) {
  private static final int SHOWN = 12;

  /// Whether every tensor of the encoder is from the file.
  public boolean encoderComplete() {
    return missing.isEmpty() && mismatched.isEmpty();
  }

  /// For people: a summary, then a line for each tensor that is not as it should be.
  public String describe() {
    StringBuilder text = new StringBuilder(file);
    text.append(": ").append(matched.size()).append(" tensors of the encoder matched, ");
    text.append(missing.size()).append(" missing, ");
    text.append(mismatched.size()).append(" of another shape, ");
    text.append(unexpected.size()).append(" in the file besides");
    notes.forEach(note -> text.append("\n  ").append(note));
    list(text, "missing", missing);
    list(text, "shape", mismatched);
    list(text, "not used", unexpected);
    return text.toString();
  }

  private static void list(StringBuilder text, String what, List<String> names) {
    names.stream()
        .limit(SHOWN)
        .forEach(n -> text.append("\n  ").append(what).append(": ").append(n));
    if (names.size() > SHOWN) {
      text.append("\n  ")
          .append(what)
          .append(": and ")
          .append(names.size() - SHOWN)
          .append(" more");
    }
  }

  /// All lists whole, for `load.json`.
  Map<String, Object> toJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", file);
    all.put("encoderComplete", encoderComplete());
    all.put("matched", matched);
    all.put("missing", missing);
    all.put("unexpected", unexpected);
    all.put("mismatched", mismatched);
    all.put("notes", notes);
    return all;
  }
}
