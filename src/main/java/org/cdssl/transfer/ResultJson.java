package org.cdssl.transfer;

import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Text of the small JSON files of a run.
final class ResultJson {
  static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ResultJson() {}

  static String write(Map<String, Object> values) {
    return JSON.writeValueAsString(values) + "\n";
  }
}
