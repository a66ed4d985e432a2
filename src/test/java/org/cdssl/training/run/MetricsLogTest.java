package org.cdssl.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.cdssl.image.format.FormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir Path folder;
  private Path file;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("metrics.jsonl");
  }

  private MetricsLog open(long afterStep) throws IOException {
    return MetricsLog.open(file, afterStep, said::add);
  }

  private static SequencedMap<String, Object> values(Object... pairs) {
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put((String) pairs[i], pairs[i + 1]);
    }
    return values;
  }

  /// A step line each, and now and then a second line of the same step.
  private static void steps(MetricsLog log, int from, int to) {
    for (int step = from; step <= to; step++) {
      float loss = new SplittableRandom(step).nextFloat();
      log.write("step", step, values("loss", loss, "rate", 1e-3 / (step + 1), "x", step % 3));
      if (step % 4 == 0) {
        log.write("epoch", step, values("note", "Größe\n" + step));
      }
    }
  }

  @Test
  void aLineIsPrintedInTheOrderGivenAndTheShortestFormThatRoundTrips() throws IOException {
    try (MetricsLog log = open(-1)) {
      log.write(
          "step",
          3,
          values(
              "loss",
              0.1f,
              "rate",
              0.1,
              "third",
              1f / 3,
              "tiny",
              Float.MIN_VALUE,
              "n",
              12L,
              "ok",
              true,
              "parts",
              List.of(1.5f, 2),
              "why",
              "a\"b"));
      log.write(
          "step",
          4,
          values(
              "a",
              Float.NaN,
              "b",
              Double.NEGATIVE_INFINITY,
              "c",
              Float.POSITIVE_INFINITY,
              "z",
              -0.0));
    }
    assertThat(file)
        .hasContent(
            """
            {"type":"step","step":3,"loss":0.1,"rate":0.1,"third":0.33333334,"tiny":1.4E-45,"n":12,"ok":true,"parts":[1.5,2],"why":"a\\"b"}
            {"type":"step","step":4,"a":"NaN","b":"-Infinity","c":"Infinity","z":-0.0}
            """);
  }

  @Test
  void aLineIsInTheFileWhenTheCallReturns() throws IOException {
    try (MetricsLog log = open(-1)) {
      steps(log, 0, 0);
      assertThat(Files.readAllLines(file)).hasSize(2);
    }
  }

  @Test
  void killedAtAnyByteAndResumedTheFileEqualsThatOfTheUninterruptedRun() throws IOException {
    try (MetricsLog log = open(-1)) {
      steps(log, 1, 12);
    }
    byte[] straight = Files.readAllBytes(file);
    int saved =
        new String(straight, StandardCharsets.ISO_8859_1).indexOf("{\"type\":\"step\",\"step\":6");
    for (int cut = straight.length; cut >= saved; cut -= 3) {
      for (int checkpoint : new int[] {4, 5}) {
        Files.write(file, Arrays.copyOf(straight, cut));
        try (MetricsLog log = open(checkpoint)) {
          assertThat(log.lastStep()).isEqualTo(checkpoint);
          steps(log, checkpoint + 1, 12);
        }
        assertThat(Files.readAllBytes(file)).as("cut at %d", cut).isEqualTo(straight);
      }
    }
  }

  @Test
  void beforeTheFirstStepEverythingIsCutOff() throws IOException {
    try (MetricsLog log = open(-1)) {
      steps(log, 0, 3);
    }
    try (MetricsLog log = open(-1)) {
      assertThat(log.lastStep()).isEqualTo(-1);
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void damageAtTheEndIsCutOffAndDamageInTheMiddleIsAnError() throws IOException {
    try (MetricsLog log = open(-1)) {
      steps(log, 1, 3);
    }
    byte[] good = Files.readAllBytes(file);
    Files.write(file, new byte[] {0, 0, '\n', 0, 0}, StandardOpenOption.APPEND);
    open(10).close();
    assertThat(file).hasBinaryContent(good);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"step\":2", "\"step\":\"2\""));
    assertThatThrownBy(() -> open(10))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("line 2 is damaged");
  }

  @Test
  void stepsDoNotGoBack() throws IOException {
    try (MetricsLog log = open(-1)) {
      log.write("step", 5, values());
      assertThatThrownBy(() -> log.write("step", 4, values()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> log.write("step", 6, values("step", 7)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void onAFullDiskLinesWaitUntilThereIsRoomAgain() throws IOException {
    try (MetricsLog log = open(-1)) {
      steps(log, 1, 60);
    }
    byte[] straight = Files.readAllBytes(file);
    long[] room = {100};
    try (MetricsLog log = open(-1, room)) {
      steps(log, 1, 20);
      assertThat(said).hasSize(1);
      assertThat(said.getFirst()).contains("metrics.jsonl", "No space left on device");
      assertThat(Files.size(file)).isEqualTo(100);
      room[0] = 2500;
      steps(log, 21, 40);
      assertThat(said).as("told again after it had got better").hasSize(2);
      room[0] = Long.MAX_VALUE;
      steps(log, 41, 60);
    }
    assertThat(file).hasBinaryContent(straight);
  }

  @Test
  void aLogClosedOnAFullDiskEndsWithAWholeLine() throws IOException {
    long[] room = {100};
    try (MetricsLog log = open(-1, room)) {
      steps(log, 1, 3);
    }
    assertThat(Files.readString(file)).endsWith("}\n").hasSizeLessThan(100);
  }

  /// A log on a disk that ends at a byte of the file.
  private MetricsLog open(long afterStep, long[] room) throws IOException {
    return MetricsLog.open(
        file,
        afterStep,
        said::add,
        disk ->
            (data, position) -> {
              int count = (int) Math.min(data.remaining(), Math.max(0, room[0] - position));
              if (count == 0) {
                throw new IOException("No space left on device");
              }
              disk.write(data.slice(data.position(), count), position);
              data.position(data.position() + count);
              return count;
            });
  }
}
