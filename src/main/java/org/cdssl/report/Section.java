package org.cdssl.report;

/// A part of the page. An empty body means that the run holds nothing for it.
///
/// @param id of the element, for links
/// @param title plain text
/// @param body HTML
record Section(String id, String title, String body) {
  boolean isEmpty() {
    return body.isBlank();
  }

  String html() {
    return "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">%s</h2>\n%s</section>\n"
        .formatted(id, id, id, Html.escape(title), body);
  }
}
