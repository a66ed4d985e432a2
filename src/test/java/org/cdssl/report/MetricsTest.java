package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  @TempDir Path folder;

  @Test
  void everyUnknownNumberOfAStepIsAPartOfTheLoss() throws IOException {
    Metrics metrics =
        read(
            """
            {"type":"step","step":1,"epoch":0,"lr":0.1,"loss":0.5,"teacher":0.2,"koLeo":0.3,"beta":1,"gradNorm":2,"count2d":6,"count3d":2,"note":"x"}
            """);
    assertThat(metrics.lossParts()).containsExactly("teacher", "koLeo");
    assertThat(metrics.steps().column("koLeo")).containsExactly(0.3);
  }

  @Test
  void aTruncatedLastLineIsLeftOutAndCounted() throws IOException {
    Metrics metrics =
        read(
            """
            {"type":"step","step":1,"loss":0.5}
            {"type":"step","step":2,"loss":0.4}
            {"type":"step","step":3,"lo\
            """);
    assertThat(metrics.steps().steps()).containsExactly(1, 2);
    assertThat(metrics.brokenLines()).isEqualTo(1);
  }

  @Test
  void aBrokenLineInTheMiddleAndBytesThatAreNoTextDoNotHideTheRest() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    Files.writeString(file, "{\"type\":\"step\",\"step\":1,\"loss\":1}\n{\"type\":\"st");
    Files.write(
        file, new byte[] {(byte) 0xff, (byte) 0xc3, '\n'}, java.nio.file.StandardOpenOption.APPEND);
    Files.writeString(
        file,
        "{\"type\":\"step\",\"step\":2,\"loss\":2}\n",
        java.nio.file.StandardOpenOption.APPEND);
    Metrics metrics = Metrics.read(file);
    assertThat(metrics.steps().column("loss")).containsExactly(1, 2);
    assertThat(metrics.brokenLines()).isEqualTo(1);
  }

  @Test
  void numbersThatAreNotFiniteAreGapsHoweverTheyAreWritten() throws IOException {
    Metrics metrics =
        read(
            """
            {"type":"step","step":1,"loss":NaN}
            {"type":"step","step":2,"loss":"NaN"}
            {"type":"step","step":3,"loss":null}
            {"type":"step","step":4}
            {"type":"step","step":5,"loss":-0.5}
            """);
    assertThat(metrics.steps().column("loss"))
        .containsExactly(Double.NaN, Double.NaN, Double.NaN, Double.NaN, -0.5);
    assertThat(metrics.brokenLines()).isZero();
  }

  @Test
  void stepsThatAResumedRunRepeatsReplaceTheOldOnes() throws IOException {
    Metrics metrics =
        read(
            """
            {"type":"step","step":1,"loss":1}
            {"type":"step","step":2,"loss":2}
            {"type":"step","step":3,"loss":3}
            {"type":"event","step":3,"kind":"spike","message":"m"}
            {"type":"step","step":2,"loss":20}
            {"type":"step","step":3,"loss":30}
            {"type":"event","step":3,"kind":"spike","message":"m"}
            """);
    assertThat(metrics.steps().steps()).containsExactly(1, 2, 3);
    assertThat(metrics.steps().column("loss")).containsExactly(1, 20, 30);
    assertThat(metrics.events()).hasSize(1);
    assertThat(metrics.events("spike")).isEqualTo(1);
  }

  @Test
  void collapseStatisticsAreSortedByLevel() throws IOException {
    Metrics metrics =
        read(
            """
            {"type":"collapse","step":100,"levels":[{"level":2,"std":0.05,"meanCosine":0.3,"threshold":0.006,"warn":false},{"level":1,"std":0.001,"meanCosine":0.9,"threshold":0.006,"warn":true}]}
            {"type":"collapse","step":200,"levels":[{"level":1,"std":0.01,"meanCosine":0.8,"threshold":0.006,"warn":false}]}
            """);
    assertThat(metrics.collapse().keySet()).containsExactly("1", "2");
    assertThat(metrics.collapse().get("1").steps()).containsExactly(100, 200);
    assertThat(metrics.collapse().get("1").column("std")).containsExactly(0.001, 0.01);
    assertThat(metrics.collapseWarnings()).isEqualTo(1);
  }

  @Test
  void aColumnThatComesLaterIsAGapBefore() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= 200; step++) {
      lines.append("{\"type\":\"step\",\"step\":" + step + ",\"loss\":" + step);
      lines.append(step > 150 ? ",\"late\":7}\n" : "}\n");
    }
    StepTable steps = read(lines.toString()).steps();
    assertThat(steps.rows()).isEqualTo(200);
    assertThat(steps.column("late")[149]).isNaN();
    assertThat(steps.column("late")[150]).isEqualTo(7);
    assertThat(steps.sum("loss")).isEqualTo(20100);
    assertThat(steps.column("absent")).hasSize(200).containsOnly(Double.NaN);
  }

  private Metrics read(String text) throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    Files.writeString(file, text);
    return Metrics.read(file);
  }
}
