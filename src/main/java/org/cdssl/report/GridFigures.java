package org.cdssl.report;

import java.util.List;

/// The figures of a grid of experiments as they are shown (`experiment.json`). Everything is
/// computed by whoever writes it; the page only draws. `null` is a number that there is not.
///
/// @param title of the table
/// @param seeds that every mean is over
/// @param columns a task with a label ratio each, or the mean over tasks
/// @param rows ways to get an encoder
/// @param ablation quantity of `Row.x`; empty: none
/// @param notes plain text below the table: what interval, what test, what differs
/// @param failures a line each
/// @param pretraining a line a pre-training; empty where none has ended
public record GridFigures(
    String title,
    List<Integer> seeds,
    List<Column> columns,
    List<Row> rows,
    String ablation,
    List<String> notes,
    List<String> failures,
    List<PretrainingRow> pretraining) {

  /// Files of earlier versions have no pre-trainings.
  public GridFigures {
    pretraining = pretraining == null ? List.of() : pretraining;
  }

  /// @param label with the ratio where there are several
  /// @param metric for people
  /// @param percent whether figures are shown times 100
  /// @param floor where bars begin: 0.5 for an AUC, which is chance, else 0
  public record Column(
      String task, double labelRatio, String label, String metric, boolean percent, double floor) {
    /// A figure in the unit of the column.
    public String text(double value) {
      return percent ? Numbers.fixed(100 * value, 1) : Numbers.fixed(value, 3);
    }
  }

  /// @param group rows that are compared with each other
  /// @param x place on the axis of an ablation
  /// @param cells one a column
  public record Row(String name, String group, Double x, List<Cell> cells) {}

  /// State of a cell.
  public enum State {
    DONE,
    /// Some seeds are there, not all: no mean is shown.
    PARTIAL,
    FAILED,
    MISSING
  }

  /// Place among the rows of its group.
  public enum Rank {
    BEST,
    SECOND,
    OTHER
  }

  /// @param done seeds that are there
  /// @param mean over all seeds; null unless all are there
  /// @param low,high 95 % interval over the seeds; null with one seed
  /// @param test against the row below; null where there is none
  /// @param paper the paper's figure, as printed; null: none
  /// @param reason why it failed; empty otherwise
  public record Cell(
      State state,
      int done,
      Double mean,
      Double low,
      Double high,
      Rank rank,
      Test test,
      Double paper,
      String reason) {}

  /// How much higher a row is than the row below.
  ///
  /// @param p two-sided
  public record Test(double difference, Double low, Double high, double p, String name) {
    /// `p 0.031`, `p < 0.001`
    public String pText() {
      return p < 0.001 ? "p < 0.001" : "p " + Numbers.fixed(p, 3);
    }
  }

  /// `0.912 ± 0.013`, `2 of 3 seeds`, `failed`, or nothing.
  public String text(Column column, Cell cell) {
    return switch (cell.state()) {
      case DONE ->
          column.text(cell.mean())
              + (cell.low() == null ? "" : " ± " + column.text(cell.mean() - cell.low()));
      case PARTIAL -> cell.done() + " of " + seeds.size() + " seeds";
      case FAILED -> "failed";
      case MISSING -> "";
    };
  }

  /// `+0.021, p 0.031`, or nothing.
  public static String text(Column column, Test test) {
    return test == null
        ? ""
        : (test.difference() < 0 ? "" : "+") + column.text(test.difference()) + ", " + test.pText();
  }

  /// The paper's figure as it is printed: fractions with three decimals, percent with one.
  public static String paper(Cell cell) {
    return cell.paper() == null
        ? ""
        : Numbers.fixed(cell.paper(), Math.abs(cell.paper()) > 1 ? 1 : 3);
  }
}
