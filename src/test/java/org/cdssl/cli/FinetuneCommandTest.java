package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `finetune`, `evaluate` and `predict` from the command line, on a generated archive of MedMNIST's
/// form.
class FinetuneCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void writeArchive() throws IOException {
    archive("blobs.npz", 1);
    Files.writeString(
        folder.resolve("task.yaml"),
        """
        extends: finetune-tiny.yaml
        task: {classes: [left, right]}
        data:
          sources:
            - {name: blobs, kind: medmnist, path: blobs.npz}
        training: {epochs: 6, threads: 1}
        """);
  }

  private void archive(String name, int largest) throws IOException {
    BlobArchive.write(folder.resolve(name), largest);
  }

  private static Outcome cdssl(Object... arguments) {
    return Outcome.of(arguments);
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(path(name)));
  }

  @Test
  void theSplitIsWrittenSaidAndTakenOverAndALeakInAnEditedOneIsRefused() throws Exception {
    Outcome first = cdssl("finetune", path("task.yaml"), "--out", path("first"), "--stop-after", 1);
    assertThat(first.code()).as(first.err()).isZero();
    Path split = path("first/split.json");
    assertThat(first.err()).contains("split: written to " + split);
    assertThat(json("first/split.json").get("test")).hasSize(10);

    // another run takes it over, edited: an image of the test part is validated on
    String moved = json("first/split.json").get("test").propertyNames().iterator().next();
    String text = Files.readString(split);
    String entry = text.substring(text.indexOf('"' + moved + '"'));
    entry = entry.substring(0, entry.indexOf(']') + 1);
    String without = text.replaceFirst(Pattern.quote(entry) + ",?", "");
    Path edited = path("edited.json");
    Files.writeString(edited, without.replaceFirst("\"validation\" : \\{", "$0 " + entry + ","));
    String[] other = {"--set", "data.split.file=" + edited, "--stop-after", "1"};
    Outcome second =
        cdssl(
            "finetune",
            path("task.yaml"),
            "--out",
            path("second"),
            other[0],
            other[1],
            other[2],
            other[3]);
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err())
        .contains("split read from " + edited)
        .contains("24 training, 11 validation, 9 test");

    Files.writeString(edited, text.replaceFirst("\"validation\" : \\{", "$0 " + entry + ","));
    Outcome leak = cdssl("finetune", path("task.yaml"), "--out", path("third"), other[0], other[1]);
    assertThat(leak.code()).isEqualTo(3);
    assertThat(leak.err()).contains("edited.json: ").contains(" is there twice");

    // going on with the first run reads its own
    Outcome resumed =
        cdssl("finetune", path("task.yaml"), "--out", path("first"), "--resume", "--stop-after", 2);
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("split read from " + split);
    Outcome anew =
        cdssl(
            "finetune",
            path("task.yaml"),
            "--out",
            path("first"),
            "--from-scratch",
            "--stop-after",
            1,
            "--set",
            "data.split.by=subject");
    assertThat(anew.code()).as(anew.err()).isZero();
    assertThat(path("first/split-before.json")).hasContent(text);
    assertThat(split).content().contains("\"by\" : \"subject\"");
  }

  @Test
  void aModelIsTrainedJudgedAgainAndAppliedToNewImagesWithoutItsData() throws Exception {
    Outcome trained = cdssl("finetune", path("task.yaml"), "--out", path("run"));
    assertThat(trained.code()).as(trained.err()).isZero();
    double auc = json("run/result.json").path("value").asDouble();
    assertThat(auc).isGreaterThan(0.9);

    Outcome judged = cdssl("evaluate", path("run"), "--json");
    assertThat(judged.code()).as(judged.err()).isZero();
    JsonNode again = JsonMapper.shared().readTree(judged.out());
    assertThat(again.path("value").asDouble()).isEqualTo(auc);
    assertThat(path("run/evaluation-test/predictions.csv"))
        .hasSameTextualContentAs(path("run/predictions.csv"));
    assertThat(cdssl("evaluate", path("run"), "--part", "all", "--out", path("all")).code())
        .isZero();
    assertThat(json("all/result.json").path("rows").asInt()).isEqualTo(44);

    Files.createDirectories(path("handed-over"));
    Files.createDirectories(path("new"));
    for (String file : List.of("model.json", "model.safetensors")) {
      Files.copy(path("run").resolve(file), path("handed-over").resolve(file));
    }
    assertThat(path("handed-over/model.json")).content().doesNotContain(folder.toString());
    Files.delete(path("blobs.npz"));
    for (int i = 0; i < 3; i++) {
      Volume volume =
          new Volume(
              BlobArchive.SIDE,
              BlobArchive.SIDE,
              BlobArchive.SIDE,
              BlobArchive.voxels(34 + i),
              Geometry.ofSpacing(1, 1, 1));
      NiftiWriter.write(path("new/scan" + i + ".nii.gz"), volume, VoxelType.UINT8);
    }
    Files.writeString(path("new/broken.nii.gz"), "this is no image");
    Outcome predicted =
        cdssl("predict", path("handed-over/model.json"), path("new"), "--out", path("new.csv"));
    assertThat(predicted.code()).as(predicted.err()).isEqualTo(3);
    assertThat(predicted.err()).contains("left out: ").contains("broken.nii.gz");
    List<String> rows = Files.readAllLines(path("new.csv"));
    assertThat(rows.getFirst()).isEqualTo("image,prediction,left,right");
    assertThat(rows).hasSize(4);
    // the first three test images, read from other files
    List<String> tested = Files.readAllLines(path("run/predictions.csv"));
    for (int i = 0; i < 3; i++) {
      String[] row = rows.get(i + 1).split(",", -1);
      assertThat(row[0]).endsWith("new/scan" + i + ".nii.gz");
      assertThat(Double.parseDouble(row[3]))
          .isCloseTo(Double.parseDouble(tested.get(i + 1).split(",", -1)[4]), within(1e-4));
    }
  }

  @Test
  void anEncoderOfARunIsTakenWithItsNetworkAndItsLoadingReported() throws Exception {
    String wide = "network.widths=[16, 16, 16, 48]";
    assertThat(
            cdssl(
                    "finetune",
                    path("task.yaml"),
                    "--out",
                    path("first"),
                    "--set",
                    wide,
                    "--set",
                    "training.epochs=1")
                .code())
        .isZero();
    Files.writeString(
        path("plain.yaml"),
        """
        extends: finetune.yaml
        input: {size: 16x16x16}
        data: {sources: [{name: blobs, kind: medmnist, path: blobs.npz}]}
        training: {epochs: 1, threads: 1, precision: float32}
        """);
    Outcome second =
        cdssl("finetune", path("plain.yaml"), "--init", path("first"), "--out", path("second"));
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("tensors of the encoder matched, 0 missing, 0 of another");
    assertThat(json("second/load.json").path("encoderComplete").asBoolean()).isTrue();
    assertThat(json("second/result.json").path("init").asString())
        .startsWith("encoder.safetensors sha256:");
    assertThat(path("second/config.yaml")).content().contains("widths: [16, 16, 16, 48]");

    Outcome misfit =
        cdssl("finetune", path("task.yaml"), "--init", path("first"), "--out", path("third"));
    assertThat(misfit.code()).isEqualTo(3);
    assertThat(misfit.err())
        .contains("shape: layer4.0.conv1.weight F32[48, 16, 3, 3, 3] for F32[32, 32, 3, 3, 3]")
        .contains("--allow-partial");
  }

  @Test
  void anInterruptedRunFromAnEncoderIsResumedWithoutNamingItAgain() throws Exception {
    assertThat(
            cdssl(
                    "finetune",
                    path("task.yaml"),
                    "--out",
                    path("first"),
                    "--set",
                    "training.epochs=1")
                .code())
        .isZero();
    for (String out : List.of("straight", "parts")) {
      Object[] more = out.equals("parts") ? new Object[] {"--stop-after", 5} : new Object[0];
      Object[] all = {"finetune", path("task.yaml"), "--init", path("first"), "--out", path(out)};
      Object[] both = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, both, all.length, more.length);
      assertThat(cdssl(both).code()).isZero();
    }
    Outcome other =
        cdssl(
            "finetune", path("task.yaml"), "--out", path("parts"), "--resume", "--init", "random");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("the run began with encoder.safetensors");
    assertThat(cdssl("finetune", path("task.yaml"), "--out", path("parts"), "--resume").code())
        .isZero();
    assertThat(path("parts/result.json")).hasSameTextualContentAs(path("straight/result.json"));
    assertThat(path("parts/metrics.jsonl")).hasSameTextualContentAs(path("straight/metrics.jsonl"));
  }

  @Test
  void aLabelOutsideOfTheDeclaredSetIsNamedWithItsFile() throws Exception {
    archive("blobs.npz", 2);
    Outcome outcome = cdssl("finetune", path("task.yaml"), "--out", path("run"));
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("blobs.npz")
        .contains("@3")
        .contains("label 2 is outside of the declared classes 0 to 1 [left, right]");
  }

  @Test
  void whatIsNotThereIsNamedWithWhatToDo() throws Exception {
    Outcome init =
        cdssl("finetune", path("task.yaml"), "--init", path("nothing"), "--out", path("run"));
    assertThat(init.code()).isEqualTo(2);
    assertThat(init.err()).contains("nothing: no such file or folder; --init takes a run");
    Files.createDirectories(path("unfinished"));
    assertThat(
            cdssl("finetune", path("task.yaml"), "--init", path("unfinished"), "--out", path("r"))
                .err())
        .contains("holds no encoder.safetensors; a run has one when it is finished");
    Outcome model = cdssl("predict", path("unfinished"), path("x.nii"), "--out", path("x.csv"));
    assertThat(model.code()).isEqualTo(2);
    assertThat(model.err()).contains("model.json: no such file; a run of finetune has one");
    Outcome config = cdssl("finetune", path("none.yaml"), "--out", path("run"));
    assertThat(config.code()).isEqualTo(2);
    assertThat(config.err()).contains("none.yaml: no such file");
  }
}
