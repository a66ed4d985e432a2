package org.cdssl.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cdssl.CdsslException;

/// Gathers everything that is wrong with a configuration, so that a person mends it in one go.
class Problems {
  /// One complaint. `key` is empty where a whole file is meant.
  record Problem(Place place, String key, String message) {
    @Override
    public String toString() {
      return place + ": " + (key.isEmpty() ? "" : key + ": ") + message;
    }
  }

  private final List<Problem> found = new ArrayList<>();

  void add(Place place, String key, String message) {
    Problem problem = new Problem(place, key, message);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  int count() {
    return found.size();
  }

  /// Ends loading when there is anything to report: one line a problem, what the user wrote last
  /// first, then by line.
  void throwIfAny(String what) {
    if (found.isEmpty()) {
      return;
    }
    found.sort(
        Comparator.comparingInt((Problem p) -> -p.place().layer())
            .thenComparing(p -> p.place().source())
            .thenComparingInt(p -> p.place().line()));
    StringBuilder text = new StringBuilder(what);
    text.append(found.size() == 1 ? ": 1 problem" : ": " + found.size() + " problems");
    for (Problem problem : found) {
      text.append("\n  ").append(problem);
    }
    throw CdsslException.usage(text.toString());
  }
}
