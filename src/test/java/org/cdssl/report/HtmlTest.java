package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void markupBecomesText() {
    assertThat(Html.escape("<a href=\"x\" id='y'>&amp;"))
        .isEqualTo("&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;");
  }

  @Test
  void everyCharacterSurvivesAnXmlParser() throws Exception {
    StringBuilder all = new StringBuilder("x");
    for (int c = 0; c < 0x10000; c += c < 0x300 || (c > 0xd7f0 && c < 0xe010) ? 1 : 97) {
      all.append((char) c).append('|');
    }
    all.append(Character.toString(0x1f600)).append((char) 0xffff);
    String escaped = Html.escape(all.toString());
    String parsed =
        ReportTest.parse("<p a=\"" + escaped.replace("\n", " ") + "\">" + escaped + "</p>")
            .getDocumentElement()
            .getTextContent();
    assertThat(parsed).startsWith("x\ufffd|").endsWith(Character.toString(0x1f600) + "\ufffd");
  }
}
