package org.cdssl.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `<picture>.json` beside `<picture>.png`: title and caption for the report.
final class SideFile {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private SideFile() {}

  static void write(Path png, String title, String caption) throws IOException {
    String name = png.getFileName().toString();
    String base = name.endsWith(".png") ? name.substring(0, name.length() - 4) : name;
    ObjectNode node = MAPPER.createObjectNode().put("title", title).put("caption", caption);
    Png.writeWhole(
        png.toAbsolutePath().resolveSibling(base + ".json"),
        (node + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
