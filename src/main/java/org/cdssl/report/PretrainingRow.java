package org.cdssl.report;

import java.util.ArrayList;
import java.util.List;

/// A line of the pre-training table.
///
/// @param group of the row
/// @param name of the row; of all rows that share the run
/// @param seed of the run
/// @param reason why it failed; empty otherwise
/// @param figures null unless it is done
/// @param folder of the run, relative to that of the table
public record PretrainingRow(
    String group,
    String name,
    long seed,
    State state,
    String reason,
    PretrainingFigures figures,
    String folder) {

  public enum State {
    /// Nothing yet.
    MISSING,
    /// On the way.
    BEGUN,
    DONE,
    FAILED
  }

  private static final String NOTE =
      "Loss: mean over the first and over the last tenth of the steps. Collapse: readings that were"
          + " below the threshold, of all. Probes: AUC of a linear classifier on the frozen encoder"
          + " with its 95 % interval over subjects, before the first step, when the weights are"
          + " random, and after the last. Above (below) random: the interval after the last step"
          + " lies wholly above (below) that before the first; as random: they overlap.";

  /// What the columns are, for below the table.
  public static String note(boolean timed) {
    return NOTE + (timed ? " s/step: median over the steps, without probes and pictures." : "");
  }

  /// Names of the columns.
  ///
  /// @param timed with the time, which no two runs have alike
  public static List<String> head(boolean timed) {
    List<String> head = new ArrayList<>(List.of("encoder", "seed", "steps"));
    if (timed) {
      head.add("s/step");
    }
    head.addAll(
        List.of("loss", "collapse", "probe, random weights", "probe, last", "against random"));
    return head;
  }

  /// The columns of [#head] as text, empty where there is nothing to show.
  public List<String> cells(boolean timed) {
    List<String> cells = new ArrayList<>();
    cells.add(group.isEmpty() ? name : name + " (" + group + ")");
    cells.add(Long.toString(seed));
    cells.add(
        switch (state) {
          case DONE -> Numbers.count(figures.steps());
          case FAILED -> "failed";
          case BEGUN, MISSING -> "";
        });
    if (timed) {
      cells.add(figures == null ? "" : text(figures.secondsPerStep()));
    }
    if (figures == null) {
      cells.addAll(List.of("", "", "", "", ""));
      return cells;
    }
    cells.add(
        figures.firstLoss() == null && figures.lastLoss() == null
            ? ""
            : text(figures.firstLoss()) + " → " + text(figures.lastLoss()));
    cells.add(
        figures.collapseReadings() == 0
            ? ""
            : figures.collapseWarnings() + " of " + figures.collapseReadings());
    cells.add(figures.random() == null ? "" : figures.random().text());
    cells.add(figures.last() == null ? "" : figures.last().text());
    cells.add(figures.against() == null ? "" : figures.against().text());
    return cells;
  }

  /// `ours (CNN), seed 0: the loss is not finite`
  public String failure() {
    return cells(false).getFirst() + ", seed " + seed + ": " + reason;
  }

  private static String text(Double value) {
    return value == null ? "–" : Numbers.text(value);
  }
}
