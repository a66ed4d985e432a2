package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.storage.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// How far the run in a folder is. `done.json` is written when everything else of the run is on
/// disk, `failed.json` when it ended in an error.
///
/// @param reason why it failed; empty otherwise
record RunState(Kind kind, String reason) {
  enum Kind {
    /// Nothing yet.
    MISSING,
    /// Stopped or killed on the way; goes on from its checkpoint.
    BEGUN,
    DONE,
    FAILED
  }

  private static final String DONE = "done.json";
  private static final String FAILED = "failed.json";

  static RunState of(Path folder) throws IOException {
    if (Files.exists(folder.resolve(DONE))) {
      return new RunState(Kind.DONE, "");
    }
    Path failed = folder.resolve(FAILED);
    if (Files.exists(failed)) {
      try {
        return new RunState(
            Kind.FAILED,
            JsonMapper.shared().readTree(Files.readString(failed)).path("reason").asString(""));
      } catch (JacksonException e) {
        throw CdsslException.data(failed + ": damaged; delete it to run this again");
      }
    }
    return new RunState(
        Files.exists(folder.resolve("metrics.jsonl")) ? Kind.BEGUN : Kind.MISSING, "");
  }

  static void done(Path folder, String key, double seconds) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", key);
    json.put("secondsOfLastCall", seconds);
    AtomicFile.write(folder.resolve(DONE), JsonMapper.shared().writeValueAsString(json) + "\n");
  }

  static void failed(Path folder, String reason) throws IOException {
    Files.createDirectories(folder);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reason", reason);
    AtomicFile.write(folder.resolve(FAILED), JsonMapper.shared().writeValueAsString(json) + "\n");
  }

  static void forgetFailure(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FAILED));
  }
}
