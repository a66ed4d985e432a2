package org.cdssl.report;

/// Text made safe for HTML. Everything that comes from a file passes through here.
///
/// The pages are written so that an XML parser accepts them too: only the five predefined entities,
/// empty elements closed, and no control characters.
public final class Html {
  private Html() {}

  /// The text with markup characters replaced by entities, fit for element content and for
  /// attribute values in double or single quotes. Characters that XML forbids become U+FFFD.
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
          }
        });
    return out.toString();
  }

  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c < 0x7f)
        || (c >= 0xa0 && c < 0xd800)
        || (c >= 0xe000 && c < 0xfffe)
        || c >= 0x10000;
  }
}
