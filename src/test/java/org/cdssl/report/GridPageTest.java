package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.report.GridFigures.Cell;
import org.cdssl.report.GridFigures.Column;
import org.cdssl.report.GridFigures.Rank;
import org.cdssl.report.GridFigures.Row;
import org.cdssl.report.GridFigures.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import tools.jackson.databind.json.JsonMapper;

class GridPageTest {
  @TempDir Path folder;

  private static Cell done(double mean, Rank rank) {
    return new Cell(
        State.DONE,
        3,
        mean,
        mean - 0.02,
        mean + 0.02,
        rank,
        new GridFigures.Test(0.05, 0.01, 0.09, 0.0314, "bootstrap"),
        0.888,
        "");
  }

  private static GridFigures figures() {
    List<Column> columns =
        List.of(
            new Column("task <a>", 0.1, "task <a>, 10 %", "AUC", false, 0.5),
            new Column("task <a>", 1, "task <a>, 100 %", "AUC", false, 0.5),
            new Column("masks", 1, "masks", "Dice", true, 0));
    List<Row> rows = new ArrayList<>();
    for (int k : new int[] {3, 5, 7}) {
      rows.add(
          new Row(
              "k = " + k,
              "ResNet & co",
              (double) k,
              List.of(
                  done(0.6 + 0.01 * k, k == 7 ? Rank.BEST : Rank.OTHER),
                  done(0.7 + 0.01 * k, k == 5 ? Rank.SECOND : Rank.OTHER),
                  k == 5
                      ? new Cell(State.FAILED, 1, null, null, null, Rank.OTHER, null, null, "why")
                      : done(0.8, Rank.OTHER))));
    }
    return new GridFigures(
        "Windows",
        List.of(0, 1, 2),
        columns,
        rows,
        "window k",
        List.of("a < b"),
        List.of("k = 5"),
        List.of());
  }

  @Test
  void thePageIsWholeAndNeedsNothingElse() throws Exception {
    Files.writeString(
        folder.resolve(GridPage.FIGURES), JsonMapper.shared().writeValueAsString(figures()));
    GridPage.write(folder, folder.resolve("report.html"));
    String page = Files.readString(folder.resolve("report.html"));
    Document document = ReportTest.parse(page);
    assertThat(page).doesNotContainPattern("(?i)(src|href)=\"(?!#|data:)");
    assertThat(document.getElementsByTagName("tr").getLength()).isEqualTo(1 + 1 + 3);
    assertThat(page)
        .contains("<b>0.670 ± 0.020</b>", "<u>0.750 ± 0.020</u>", "80.0 ± 2.0", "failed")
        .contains("↓ +0.050, p 0.031", "paper 0.888", "a &lt; b");
    for (String id : List.of("table", "bars", "labels", "ablation", "failures")) {
      assertThat(page).contains("<section id=\"" + id + "\"");
    }
    // a bar for each figure: 3 x 2 of the first task, 2 of the second
    assertThat(page.split("<path class=\"whisker\"", -1)).hasSize(1 + 8);
  }

  @Test
  void theTableByItselfHasNoPictures() throws Exception {
    String page = GridPage.page(figures(), false);
    ReportTest.parse(page);
    assertThat(page).contains("<section id=\"table\"").doesNotContain("<figure");
  }

  @Test
  void figuresOfAnEarlierVersionHaveNoPreTrainings() throws Exception {
    String json = JsonMapper.shared().writeValueAsString(figures());
    Files.writeString(folder.resolve(GridPage.FIGURES), json.replace(",\"pretraining\":[]", ""));
    assertThat(json).contains(",\"pretraining\":[]");
    assertThat(GridPage.read(folder)).isEqualTo(figures());
  }
}
