package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {
  @TempDir static Path shared;
  static Path run;
  static String page;
  static Document document;

  @TempDir Path folder;

  @BeforeAll
  static void writeFullRun() throws Exception {
    run = FakeRun.write(shared.resolve("first <run> & more"));
    page = Files.readString(Report.write(run));
    document = parse(page);
    // to be looked at in a browser: -Dcdssl.report.keep=DIR
    String keep = System.getProperty("cdssl.report.keep");
    if (keep != null) {
      FakeRun.write(Path.of(keep));
      Report.write(Path.of(keep));
    }
  }

  @Test
  void everySectionOfAFullRunIsThereInOrder() {
    assertThat(attributes("section", "id"))
        .containsExactly(
            "summary",
            "data",
            "samples",
            "pseudo3d",
            "losses",
            "restorations",
            "collapse",
            "optimisation",
            "events",
            "config",
            "provenance");
  }

  @Test
  void everyLinkOfThePageLeadsToASection() {
    List<String> links = attributes("a", "href");
    assertThat(links).isNotEmpty().allMatch(l -> l.startsWith("#"));
    assertThat(links.stream().map(l -> l.substring(1)).toList())
        .isEqualTo(attributes("section", "id"));
  }

  @Test
  void idsAreUnique() {
    Set<String> seen = new HashSet<>();
    Matcher ids = Pattern.compile(" id=\"([^\"]*)\"").matcher(page);
    while (ids.find()) {
      assertThat(seen.add(ids.group(1))).as(ids.group(1)).isTrue();
    }
  }

  @Test
  void thePageLoadsNothingFromElsewhere() {
    assertThat(attributes("img", "src"))
        .isNotEmpty()
        .allMatch(s -> s.startsWith("data:image/png;base64,"));
    for (String tag : List.of("script", "link", "iframe", "object", "embed", "image", "use")) {
      assertThat(document.getElementsByTagName(tag).getLength()).as(tag).isZero();
    }
    assertThat(page)
        .doesNotContain("url(", "@import", "@font-face", "http://", "https://", "//cdn");
    assertThat(page)
        .contains(
            "Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
                + " img-src data:\"/>");
  }

  @Test
  void everyPictureSaysInWordsWhatItShows() {
    assertThat(attributes("img", "alt")).isNotEmpty().allMatch(a -> a.length() > 20);
    NodeList drawings = document.getElementsByTagName("svg");
    int charts = 0;
    for (int i = 0; i < drawings.getLength(); i++) {
      Element svg = (Element) drawings.item(i);
      if (svg.getAttribute("role").equals("img")) {
        charts++;
        assertThat(svg.getAttribute("aria-label")).contains("optimiser step");
      } else {
        assertThat(svg.getAttribute("aria-hidden")).isEqualTo("true");
      }
    }
    assertThat(charts).isEqualTo(13);
    assertThat(document.getElementsByTagName("figcaption").getLength())
        .isEqualTo(document.getElementsByTagName("figure").getLength());
  }

  @Test
  void firstMiddleAndLastRestorationOfEachDimensionAreShown() {
    assertThat(headings("restorations"))
        .containsExactly(
            "Step 1, X-ray",
            "Step 200, X-ray",
            "Step 400, X-ray",
            "Step 1, volume",
            "Step 200, volume",
            "Step 400, volume");
  }

  @Test
  void embeddedPicturesAreTheFilesOfTheRun() throws Exception {
    byte[] file = Files.readAllBytes(run.resolve("pictures/sample-2d.png"));
    assertThat(page).contains(Base64.getEncoder().encodeToString(file));
  }

  @Test
  void summaryGivesTheKeyFigures() {
    String summary = text("summary");
    // 300 steps of 6 + 2, 100 of 5 + 3
    assertThat(summary).contains("400 steps on 2,300 X-ray and 900 volume samples");
    assertThat(summary).contains("2,300 + 900");
    // 0.011 + 0.085 exp(-6/400) = 0.0947, 0.011 + 0.085 exp(-6) = 0.0112
    assertThat(summary).contains("0.0947 → 0.0112").contains("start ÷ end = 8.45");
    assertThat(summary).contains("2 images left out");
    assertThat(summary).contains("Collapse warnings at 1 level, 2 events");
  }

  @Test
  void textFromFilesIsEscaped() {
    assertThat(page).doesNotContain("<run>", "<X-rays>", "<1 of 3>");
    assertThat(page)
        .contains(
            "first &lt;run&gt; &amp; more", "chest &lt;X-rays&gt; &amp; more", "&lt;1 of 3&gt;");
  }

  @Test
  void hostileTextInEveryFileStaysText() throws Exception {
    String evil = "</pre><script>alert(1)</script>'\"\\u0000&";
    Files.writeString(folder.resolve("config.yaml"), "</pre><script>x</script>\u0007");
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        """
        {"type":"step","step":1,"loss":1,"%1$s":2}
        {"type":"step","step":2,"loss":1,"%1$s":2}
        {"type":"event","step":1,"kind":"%1$s","message":"%1$s"}
        """
            .formatted(evil.replace("\"", "\\\"")));
    Files.writeString(
        folder.resolve("data.json"),
        """
        {"pools":[{"dimension":"%1$s"}],"bad":[{"file":"%1$s","reason":"%1$s"}]}
        """
            .formatted(evil.replace("\"", "\\\"")));
    Files.writeString(
        folder.resolve("provenance.json"),
        "{\"%1$s\":\"%1$s\"}".formatted(evil.replace("\"", "\\\"")));
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Png.write(GreyImage.filled(2, 2, 9), pictures.resolve("x<script>.png"));
    Files.writeString(
        pictures.resolve("x<script>.json"),
        "{\"title\":\"%1$s\",\"caption\":\"%1$s\"}".formatted(evil.replace("\"", "\\\"")));
    Document hostile = parse(Report.html(folder));
    assertThat(hostile.getElementsByTagName("script").getLength()).isZero();
    assertThat(hostile.getElementsByTagName("section").getLength()).isEqualTo(7);
  }

  @Test
  void aFolderWithNothingButAConfigurationGivesAPage() throws Exception {
    Files.writeString(folder.resolve("config.yaml"), "seed: 0\n");
    document = parse(Report.html(folder));
    assertThat(attributes("section", "id")).containsExactly("config");
    document = parse(page);
  }

  @Test
  void brokenSideFilesAndFalsePicturesDoNotStopThePage() throws Exception {
    Files.writeString(folder.resolve("metrics.jsonl"), "{\"type\":\"step\"");
    Files.writeString(folder.resolve("data.json"), "{");
    Files.write(folder.resolve("provenance.json"), new byte[] {(byte) 0xff, 0, 1});
    Files.writeString(folder.resolve("timing.jsonl"), "[1]\nnull\n");
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Files.writeString(pictures.resolve("sample-1.png"), "no picture");
    Files.write(pictures.resolve("sample-2.png"), Png.bytes(GreyImage.filled(3, 2, 7)));
    Files.writeString(pictures.resolve("sample-2.json"), "{\"title\":");
    String html = Report.html(folder);
    parse(html);
    assertThat(html).contains("Sample 2", "1 line of metrics.jsonl could not be read");
    assertThat(html).doesNotContain("Sample 1");
  }

  @Test
  void aLevelBelowItsThresholdLiesBelowOne() throws Exception {
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        """
        {"type":"collapse","step":1,"levels":[{"level":"encoder","std":0.05,"threshold":0.01,"warn":false}]}
        {"type":"collapse","step":2,"levels":[{"level":"encoder","std":0.005,"threshold":0.01,"warn":true}]}
        """);
    assertThat(Report.html(folder)).contains("encoder from 5.00 to 0.500");
  }

  @Test
  void theSameFolderGivesTheSameBytes() throws Exception {
    assertThat(Report.html(run)).isEqualTo(page);
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    assertThatThrownBy(() -> Report.write(folder))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("neither config.yaml nor metrics.jsonl");
    assertThatThrownBy(() -> Report.write(folder.resolve("absent")))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("no such run folder");
  }

  @Test
  void aRunOfManyStepsStaysASmallPage() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 20_000; step++) {
      lines
          .append("{\"type\":\"step\",\"step\":")
          .append(step)
          .append(",\"loss\":")
          .append(1.0 / step + (step * 7919 % 100) / 1000.0)
          .append("}\n");
    }
    Files.writeString(folder.resolve("metrics.jsonl"), lines);
    assertThat(Report.html(folder).length()).isLessThan(80_000);
  }

  static Document parse(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
  }

  private static List<String> attributes(String tag, String attribute) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      values.add(((Element) nodes.item(i)).getAttribute(attribute));
    }
    return values;
  }

  private static Element section(String id) {
    NodeList nodes = document.getElementsByTagName("section");
    for (int i = 0; i < nodes.getLength(); i++) {
      if (((Element) nodes.item(i)).getAttribute("id").equals(id)) {
        return (Element) nodes.item(i);
      }
    }
    throw new AssertionError("no section " + id);
  }

  private static List<String> headings(String id) {
    NodeList nodes = section(id).getElementsByTagName("h3");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static String text(String id) {
    return section(id).getTextContent();
  }
}
