package org.cdssl.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What changed between two configurations, key by key.
public final class ConfigDiff {
  private ConfigDiff() {}

  /// One changed key. A side that has no such key (fewer sources) is `(absent)`.
  public record Change(String key, String before, String after) {
    @Override
    public String toString() {
      return key + ": " + before + " -> " + after;
    }
  }

  /// All changes, in the order of the keys; empty when the two are equal.
  public static <T extends Record> List<Change> between(T before, T after) {
    Map<String, String> old = ConfigWriter.leaves(before);
    Map<String, String> young = ConfigWriter.leaves(after);
    Set<String> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(young.keySet());
    List<Change> changes = new ArrayList<>();
    for (String key : keys) {
      String a = old.getOrDefault(key, "(absent)");
      String b = young.getOrDefault(key, "(absent)");
      if (!a.equals(b)) {
        changes.add(new Change(key, a, b));
      }
    }
    return List.copyOf(changes);
  }

  /// Changes that no allowed key covers. A section allows all its keys: `training` covers
  /// `training.batchSize`.
  public static List<Change> refused(List<Change> changes, List<String> allowed) {
    return changes.stream()
        .filter(
            c -> allowed.stream().noneMatch(a -> c.key().equals(a) || c.key().startsWith(a + ".")))
        .toList();
  }

  /// One line a change, indented by two.
  public static String describe(List<Change> changes) {
    return changes.stream().map(c -> "  " + c).collect(Collectors.joining("\n"));
  }
}
