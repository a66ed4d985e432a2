package org.cdssl.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.cdssl.image.format.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
  @TempDir Path folder;

  private static Provenance now(long seed, int threads, Map<String, String> libraries) {
    return Provenance.now(libraries, "AVX512", seed, "ab12", threads);
  }

  @Test
  void itIsReadAsItWasWritten() throws IOException {
    Provenance written = now(7, 2, Map.of("libtorch", "2.10.0", "openblas", "0.3.31"));
    Path file = folder.resolve("provenance.json");
    written.write(file);
    assertThat(Provenance.read(file)).isEqualTo(written);
    assertThat(written.jdk()).contains(Integer.toString(Runtime.version().feature()));
    assertThat(Instant.parse(written.startedAt()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    Files.writeString(file, "[]");
    assertThatThrownBy(() -> Provenance.read(file)).isInstanceOf(FormatException.class);
  }

  @Test
  void itNamesNeitherUserNorHostNorFolder() throws IOException {
    String json = now(7, 2, Map.of()).toJson();
    assertThat(json)
        .doesNotContain(InetAddress.getLocalHost().getHostName())
        .doesNotContain(System.getProperty("user.dir"))
        .doesNotContain("\"user")
        .doesNotContain("host");
  }

  @Test
  void differencesNameTheKeyAndBothValuesAndLeaveOutTheStart() {
    Provenance was = now(7, 2, Map.of("libtorch", "2.10.0", "old", "1"));
    Provenance is = now(7, 4, Map.of("libtorch", "2.11.0"));
    assertThat(was.differencesTo(is))
        .containsExactly(
            "libraries.libtorch: 2.10.0 -> 2.11.0", "libraries.old: 1 -> none", "threads: 2 -> 4");
    assertThat(was.differencesTo(was)).isEmpty();
  }

  @Test
  void theCpuModelIsTheFirstOfTheListing() throws IOException {
    Path listing = folder.resolve("cpuinfo");
    Files.writeString(
        listing, "processor\t: 0\nmodel name\t: Example 9000 @ 2GHz\nmodel name: B\n");
    assertThat(Provenance.cpuModel(listing)).isEqualTo("Example 9000 @ 2GHz");
    assertThat(Provenance.cpuModel(folder.resolve("absent"))).isEmpty();
  }
}
