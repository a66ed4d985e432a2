package org.cdssl.transfer;

import java.util.List;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.config.TaskConfig;
import org.cdssl.transfer.metric.Predictions;

/// The declared classes or findings, and the labels of images in them.
///
/// @param kind `CLASSIFICATION` or `FINDINGS`
/// @param names in the order of the labels
record Labels(TaskConfig.Kind kind, List<String> names) {
  Labels {
    names = List.copyOf(names);
  }

  int count() {
    return names.size();
  }

  /// Whether several can be true at once.
  boolean findings() {
    return kind == TaskConfig.Kind.FINDINGS;
  }

  Predictions.Kind predictionKind() {
    return findings() ? Predictions.Kind.FINDINGS : Predictions.Kind.CLASSES;
  }

  /// Refuses the first image whose label is missing or outside of the declared ones.
  ///
  /// @throws CdsslException DATA, naming the file
  void require(List<ImageEntry> entries) {
    entries.forEach(this::truth);
  }

  /// Which of the names are true of an image.
  ///
  /// @throws CdsslException DATA, naming the file, where it has no such label
  boolean[] truth(ImageEntry entry) {
    boolean[] truth = new boolean[count()];
    switch (entry.target()) {
      case Target.ClassIndex(int index) when !findings() -> {
        if (index >= count()) {
          throw refusal(
              entry,
              "label "
                  + index
                  + " is outside of the declared classes 0 to "
                  + (count() - 1)
                  + " "
                  + names);
        }
        truth[index] = true;
      }
      case Target.Findings(List<Boolean> present) when findings() -> {
        if (present.size() != count()) {
          throw refusal(
              entry, "has " + present.size() + " findings, " + count() + " are declared: " + names);
        }
        for (int i = 0; i < truth.length; i++) {
          truth[i] = present.get(i);
        }
      }
      case Target other ->
          throw refusal(
              entry,
              "has "
                  + switch (other) {
                    case Target.None _ -> "no label";
                    case Target.ClassIndex _ -> "one class";
                    case Target.Findings _ -> "a set of findings";
                    case Target.Mask _ -> "a mask";
                  }
                  + " where task.kind wants "
                  + (findings() ? "a set of findings" : "one class"));
    }
    return truth;
  }

  private static CdsslException refusal(ImageEntry entry, String what) {
    return CdsslException.data(
        entry.file()
            + " ("
            + entry.id()
            + "): "
            + what
            + "; correct the label, task.classes or task.kind");
  }
}
