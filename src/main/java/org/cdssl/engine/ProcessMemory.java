package org.cdssl.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the system says of this process's memory, bytes; 0 where it does not tell (not Linux).
public final class ProcessMemory {
  private ProcessMemory() {}

  /// What is resident now.
  public static long resident() {
    return status("VmRSS");
  }

  /// The most that was ever resident.
  public static long highest() {
    return status("VmHWM");
  }

  private static long status(String key) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(key + ":")) {
          return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return 0;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
