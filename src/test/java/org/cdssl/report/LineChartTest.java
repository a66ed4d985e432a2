package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class LineChartTest {
  private static final double NAN = Double.NaN;

  // y labels "0.0" … "1.0": 3 characters of 8 units and 28 for the axis' name
  private static final int LEFT = 52;
  private static final int RIGHT = LineChart.WIDTH - LineChart.RIGHT;
  private static final int BOTTOM = LineChart.HEIGHT - LineChart.BOTTOM;

  @Test
  void aKnownSeriesLiesWhereTheAxesSay() {
    LineChart chart = linear(line("a", new double[] {0, 50, 100}, new double[] {0, 1, 0.5}));
    assertThat(paths(chart))
        .containsExactly(
            "M"
                + LEFT
                + " "
                + BOTTOM
                + "L"
                + (LEFT + RIGHT) / 2
                + " "
                + LineChart.TOP
                + "L"
                + RIGHT
                + " "
                + (BOTTOM + LineChart.TOP) / 2);
  }

  @Test
  void aGapBreaksTheLineAndALoneValueIsADot() {
    LineChart chart =
        linear(
            line(
                "a",
                new double[] {0, 1, 2, 3, 4, 5, 6},
                new double[] {0, 1, NAN, 1, Double.POSITIVE_INFINITY, 0, 1}));
    String path = paths(chart).getFirst();
    assertThat(path).matches("M[\\d. ]+L[\\d. ]+M[\\d. ]+h0M[\\d. ]+L[\\d. ]+");
    assertThat(chart.html()).doesNotContain("NaN", "Infinity");
  }

  @Test
  void aLoneLastValueIsADot() {
    LineChart chart = linear(line("a", new double[] {0, 1, 2}, new double[] {0, NAN, 1}));
    assertThat(paths(chart).getFirst()).matches("M[\\d. ]+h0M[\\d. ]+h0");
  }

  @Test
  void negativeValuesLieBelowTheZeroLine() {
    LineChart chart = linear(line("a", new double[] {0, 1}, new double[] {-1, 1}));
    assertThat(chart.y().at(-1)).isEqualTo(BOTTOM);
    assertThat(chart.y().at(0)).isEqualTo((BOTTOM + LineChart.TOP) / 2.0);
    assertThat(chart.svg()).contains("class=\"grid zero\"");
  }

  @Test
  void aLogAxisLeavesOutWhatIsNotPositive() {
    LineChart chart =
        LineChart.log(
            "t",
            "x",
            "y",
            "",
            List.of(line("a", new double[] {0, 1, 2, 3}, new double[] {0.01, 0, 0.1, 1})));
    assertThat(chart.y().min()).isEqualTo(0.01);
    assertThat(paths(chart).getFirst()).matches("M[\\d. ]+h0M[\\d. ]+L[\\d. ]+");
    assertThat(chart.svg()).contains("logarithmic axis");
  }

  @Test
  void theFittingAxisIsLogOnlyForPositiveValuesThatSpanATenfold() {
    assertThat(fitting(0.01, 0.1).y().log()).isTrue();
    assertThat(fitting(0.011, 0.1).y().log()).isFalse();
    assertThat(fitting(0, 0.1).y().log()).isFalse();
    assertThat(fitting(-0.001, 0.1).y().log()).isFalse();
  }

  @Test
  void stepsCountedFromOneBeginAtZeroButALateStretchDoesNot() {
    assertThat(linear(line("a", new double[] {1, 100}, new double[] {0, 1})).x().min()).isZero();
    assertThat(linear(line("a", new double[] {90, 100}, new double[] {0, 1})).x().min())
        .isEqualTo(90);
  }

  @Test
  void theLegendNamesEachOfSeveralCurvesAndIsAbsentForOne() {
    Series a = line("first <a>", new double[] {0, 1}, new double[] {0, 1});
    Series b = line("second", new double[] {0, 1}, new double[] {1, 0});
    assertThat(linear(a).html()).doesNotContain("legend");
    String html = LineChart.linear("t", "x", "y", "", List.of(a, b)).html();
    assertThat(html).contains("</svg>first &lt;a&gt;</li>", "</svg>second</li>");
  }

  @Test
  void hoveringACurveTellsItsValues() throws Exception {
    LineChart chart =
        LineChart.linear(
            "Loss <1>",
            "optimiser step",
            "loss",
            "caption",
            List.of(line("mean", new double[] {0, 1000}, new double[] {0.25, 1})));
    Document svg = ReportTest.parse(chart.svg());
    assertThat(svg.getElementsByTagName("title").item(1).getTextContent())
        .isEqualTo("mean, optimiser step 1,000: 1.00");
    assertThat(svg.getDocumentElement().getAttribute("aria-label"))
        .isEqualTo("Line chart, Loss <1>: loss against optimiser step; mean from 0.250 to 1.00");
  }

  @Test
  void axesCarryTheirNames() {
    String svg =
        LineChart.linear(
                "t",
                "optimiser step",
                "loss (no unit)",
                "",
                List.of(line("a", new double[] {0, 1}, new double[] {0, 1})))
            .svg();
    assertThat(svg).contains(">optimiser step</text>", ">loss (no unit)</text>");
  }

  @Test
  void everythingDrawnLiesInsideTheDrawing() {
    double[] x = new double[500];
    double[] y = new double[500];
    for (int i = 0; i < x.length; i++) {
      x[i] = 3 * i + 7;
      y[i] = 1e-3 * Math.sin(i) - 5e-4;
    }
    Matcher points =
        Pattern.compile("[ML]([\\d.-]+) ([\\d.-]+)")
            .matcher(paths(linear(line("a", x, y))).getFirst());
    int n = 0;
    while (points.find()) {
      assertThat(Double.parseDouble(points.group(1))).isBetween((double) LEFT, (double) RIGHT);
      assertThat(Double.parseDouble(points.group(2)))
          .isBetween((double) LineChart.TOP, (double) BOTTOM);
      n++;
    }
    assertThat(n).isEqualTo(500);
  }

  @Test
  void aChartOfNothingIsRefused() {
    assertThatThrownBy(() -> linear(line("a", new double[] {0}, new double[] {NAN})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing to draw");
  }

  private static LineChart linear(Series series) {
    return LineChart.linear("t", "x", "y", "", List.of(series));
  }

  private static LineChart fitting(double low, double high) {
    return LineChart.fitting(
        "t",
        "x",
        "y",
        "",
        List.of(line("a", new double[] {0, 1, 2}, new double[] {low, NAN, high})));
  }

  private static Series line(String name, double[] x, double[] y) {
    return Series.of(name, x, y, Series.Style.LINE, 0);
  }

  /// The `d` of each curve.
  private static List<String> paths(LineChart chart) {
    return Pattern.compile("<path class=\"line [^\"]*\" d=\"([^\"]*)\"")
        .matcher(chart.svg())
        .results()
        .map(r -> r.group(1))
        .toList();
  }
}
