package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpyArray;
import org.cdssl.image.format.numpy.NpzFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `probe`, `embed` and `compare` from the command line.
class FrozenEncoderCommandsTest {
  @TempDir Path folder;

  @BeforeEach
  void writeTask() throws IOException {
    BlobArchive.write(path("blobs.npz"), 1);
    Files.writeString(
        path("task.yaml"),
        """
        extends: finetune-tiny.yaml
        task: {classes: [left, right]}
        data: {sources: [{name: blobs, kind: medmnist, path: blobs.npz}]}
        training: {epochs: 6, threads: 1}
        """);
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  @Test
  void aTrainedEncoderIsProbedOnTheTestPartWithItsReport() throws Exception {
    Outcome trained = Outcome.of("finetune", path("task.yaml"), "--out", path("run"));
    assertThat(trained.code()).as(trained.err()).isZero();
    Outcome probe =
        Outcome.of(
            "probe", path("task.yaml"), "--init", path("run"), "--out", path("probe"), "--json");
    assertThat(probe.code()).as(probe.err()).isZero();
    JsonNode both = JsonMapper.shared().readTree(probe.out());
    // image 3 carries a wrong label, hence not 1
    assertThat(both.path("linear").path("value").asDouble()).isGreaterThan(0.8);
    assertThat(both.path("neighbours").path("value").asDouble()).isGreaterThan(0.8);
    assertThat(both.path("init").asString()).startsWith("encoder.safetensors sha256:");
    JsonNode result = JsonMapper.shared().readTree(Files.readString(path("probe/result.json")));
    assertThat(result.path("rows").asInt()).isEqualTo(10);
    assertThat(path("probe/report.html")).content().contains("<svg").contains("variance (PCA)");
    JsonNode map = JsonMapper.shared().readTree(Files.readString(path("probe/embedding.json")));
    assertThat(map.toString()).contains("left").contains("right");

    Outcome random =
        Outcome.of("probe", path("task.yaml"), "--init", "random", "--images", 20, "--json");
    assertThat(random.code()).as(random.err()).isZero();
    assertThat(JsonMapper.shared().readTree(random.out()).path("init").asString())
        .isEqualTo("random");
  }

  @Test
  void featuresOfATaskComeWithLabelsAndThoseOfAFolderAreTheSame() throws Exception {
    Outcome labelled = Outcome.of("embed", "random", path("task.yaml"), "--out", path("task.npz"));
    assertThat(labelled.code()).as(labelled.err()).isZero();
    NpyArray features = array("task.npz", "features");
    assertThat(features.shape()).containsExactly(44L, 32L);
    NpyArray labels = array("task.npz", "labels");
    assertThat(labels.shape()).containsExactly(44L, 2L);
    assertThat(labels.integerAt(0)).isEqualTo(1); // image 0 is of class left
    assertThat(labels.integerAt(1)).isZero();

    Files.createDirectories(path("new"));
    int n = BlobArchive.SIDE;
    Volume volume = new Volume(n, n, n, BlobArchive.voxels(0), Geometry.ofSpacing(1, 1, 1));
    NiftiWriter.write(path("new/first.nii.gz"), volume, VoxelType.UINT8);
    Files.writeString(path("new/broken.nii.gz"), "this is no image");
    Outcome few =
        Outcome.of(
            "embed",
            "random",
            path("new"),
            "--modality",
            "other",
            "--out",
            path("new.npz"),
            "--set",
            "input.size=16x16x16",
            "--set",
            "network.widths=[16,16,32,32]");
    assertThat(few.code()).as(few.err()).isEqualTo(3);
    assertThat(few.err()).contains("left out: ").contains("broken.nii.gz");
    assertThat(array("new.npz", "features").shape().getFirst()).isEqualTo(1L);
  }

  private NpyArray array(String file, String name) throws IOException {
    try (NpzFile npz = NpzFile.open(path(file))) {
      return npz.read(name);
    }
  }

  @Test
  void aRunComparedWithItselfDiffersByNothingAndWithAnotherByTheDifferenceOfTheirResults()
      throws Exception {
    for (int epochs : new int[] {1, 6}) {
      Outcome trained =
          Outcome.of(
              "finetune",
              path("task.yaml"),
              "--out",
              path("run" + epochs),
              "--set",
              "training.epochs=" + epochs);
      assertThat(trained.code()).as(trained.err()).isZero();
    }
    Outcome same = Outcome.of("compare", path("run6"), path("run6"), "--json");
    assertThat(same.code()).as(same.err()).isZero();
    JsonNode nothing = JsonMapper.shared().readTree(same.out());
    assertThat(nothing.path("rows").asInt()).isEqualTo(10);
    assertThat(nothing.path("auc").path("value").asDouble()).isZero();
    assertThat(nothing.path("auc").path("p").asDouble()).isEqualTo(1);

    Outcome other = Outcome.of("compare", path("run6"), path("run1"), "--json");
    double difference =
        JsonMapper.shared().readTree(other.out()).path("auc").path("value").asDouble();
    assertThat(difference).isCloseTo(auc("run6") - auc("run1"), within(1e-12));

    Outcome none = Outcome.of("compare", path("run6"), path("nothing"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("holds no result.json; give a run that was evaluated");
  }

  private double auc(String run) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(path(run).resolve("result.json")))
        .path("value")
        .asDouble();
  }
}
