package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `finetune`, `evaluate` and `predict` of a segmentation from the command line, on a generated
/// decathlon task.
class SegmentationCommandsTest {
  private static final int CASES = 10;

  @TempDir Path folder;

  @BeforeEach
  void writeTask() throws IOException {
    Files.createDirectories(path("task/imagesTr"));
    Files.createDirectories(path("task/labelsTr"));
    for (int i = 0; i < CASES; i++) {
      writeCase(i, 1);
    }
    Files.writeString(
        path("task/dataset.json"),
        """
        {"name": "Balls", "modality": {"0": "MRI"}, "labels": {"0": "background", "1": "ball"},
         "numTraining": 10}
        """);
    Files.writeString(
        path("task.yaml"),
        """
        extends: finetune-tiny.yaml
        task: {kind: segmentation}
        data:
          sources: [{name: balls, kind: msd, path: task}]
          split: {by: subject}
        network: {decoderWidths: [32, 16, 16, 8, 8]}
        segmentation: {patch: 16x16x16}
        training: {epochs: 4, stepsPerEpoch: 3, batchSize: 2, evaluateEveryEpochs: 2, threads: 1}
        """);
  }

  private void writeCase(int index, int label) throws IOException {
    int n = 20;
    Geometry geometry =
        new Geometry(new double[] {1, 0, 0, index, 0, 1, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 1});
    Random random = new Random(index);
    double x = 7 + 6 * random.nextDouble();
    double y = 7 + 6 * random.nextDouble();
    float[] voxels = new float[n * n * n];
    float[] labels = new float[voxels.length];
    for (int i = 0; i < voxels.length; i++) {
      double r = Math.hypot(Math.hypot(i % n - x, i / n % n - y), i / n / n - 10.0);
      labels[i] = r < 6 ? label : 0;
      voxels[i] = 100 * (r < 6 ? 1 : 0) + 20 * (float) random.nextGaussian();
    }
    String name = "balls_%02d.nii.gz".formatted(index);
    NiftiWriter.write(path("task/imagesTr/" + name), new Volume(n, n, n, voxels, geometry));
    NiftiWriter.write(
        path("task/labelsTr/" + name), new Volume(n, n, n, labels, geometry), VoxelType.UINT8);
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(path(name)));
  }

  private static Outcome cdssl(Object... arguments) {
    return Outcome.of(arguments);
  }

  @Test
  void theModelThatIsHandedOverIsTheOneThatWasTested() throws Exception {
    Outcome trained = cdssl("finetune", path("task.yaml"), "--out", path("run"));
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(path("run/pictures/case-01.png")).exists();
    assertThat(json("run/result.json").path("value").asDouble()).isBetween(0.05, 1.0);

    // drawing the pictures must leave no trace in the running statistics
    Path[] checkpoint;
    try (var files = Files.list(path("run/checkpoints"))) {
      checkpoint = files.filter(Files::isDirectory).sorted().toArray(Path[]::new);
    }
    byte[] tested = tensors(checkpoint[checkpoint.length - 1].resolve("best.safetensors"));
    assertThat(tensors(path("run/model.safetensors"))).isEqualTo(tested);

    Outcome judged = cdssl("evaluate", path("run"), "--out", path("again"));
    assertThat(judged.code()).as(judged.err()).isZero();
    assertThat(path("again/cases.csv")).hasSameTextualContentAs(path("run/cases.csv"));
  }

  /// What follows the header, which names the run.
  private static byte[] tensors(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int header = 0;
    for (int i = 3; i >= 0; i--) {
      header = (header << 8) | (all[i] & 0xff);
    }
    return Arrays.copyOfRange(all, 8 + header, all.length);
  }

  @Test
  void anInterruptedRunEndsWithTheSameFiguresToTheBit() throws Exception {
    assertThat(cdssl("finetune", path("task.yaml"), "--out", path("whole")).code()).isZero();
    for (int stop : new int[] {2, 5, 9}) {
      Object[] more = {"finetune", path("task.yaml"), "--out", path("cut"), "--stop-after", stop};
      Object[] first = Arrays.copyOf(more, more.length + 1);
      first[more.length] = "--resume";
      Outcome part = stop == 2 ? cdssl(more) : cdssl(first);
      assertThat(part.code()).as(part.err()).isZero();
    }
    Outcome end = cdssl("finetune", path("task.yaml"), "--out", path("cut"), "--resume");
    assertThat(end.code()).as(end.err()).isZero();
    assertThat(path("cut/cases.csv")).hasSameBinaryContentAs(path("whole/cases.csv"));
    assertThat(tensors(path("cut/model.safetensors")))
        .isEqualTo(tensors(path("whole/model.safetensors")));
  }

  @Test
  void masksAreWrittenOfAllButTheBrokenFile() throws Exception {
    Outcome trained =
        cdssl("finetune", path("task.yaml"), "--out", path("run"), "--set", "training.epochs=1");
    assertThat(trained.code()).as(trained.err()).isZero();
    byte[] broken = Files.readAllBytes(path("task/imagesTr/balls_03.nii.gz"));
    Files.write(path("task/imagesTr/balls_03.nii.gz"), Arrays.copyOf(broken, broken.length / 2));
    Outcome predicted =
        cdssl("predict", path("run"), path("task/imagesTr"), "--out", path("masks"));
    assertThat(predicted.code()).isEqualTo(3);
    assertThat(predicted.err()).contains("balls_03.nii.gz").contains("1 left out");
    for (int i = 0; i < CASES; i++) {
      assertThat(Files.exists(path("masks/balls_%02d.nii.gz".formatted(i)))).isEqualTo(i != 3);
    }
  }

  @Test
  void aLabelOutsideTheDeclaredOnesIsNamedWithItsFile() throws Exception {
    writeCase(4, 7);
    Outcome trained = cdssl("finetune", path("task.yaml"), "--out", path("run"));
    assertThat(trained.err()).contains("balls_04.nii.gz").contains("holds the label 7");
  }
}
