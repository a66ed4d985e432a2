package org.cdssl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigLoader.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Issue 5.6: what cannot go together is refused with the reason and the line, before any image is
/// opened.
class ImpossiblePairsTest {
  private static final String XRAYS = "{name: b, path: broken.png, dimension: 2d, modality: xray}";
  private static final String CT = "{name: a, path: broken.png, dimension: 3d, modality: ct}";

  @TempDir Path folder;

  /// The only image of all sources cannot be read, which nobody notices.
  private void load(String yaml) throws IOException {
    Files.writeString(folder.resolve("broken.png"), "not an image");
    Path file = Files.writeString(folder.resolve("my.yaml"), yaml);
    new ConfigLoader(Map.of(), folder).read(file, List.of(), Use.PRETRAIN);
  }

  private String refusal(String yaml) {
    CdsslException refused = catchThrowableOfType(CdsslException.class, () -> load(yaml));
    assertThat(refused).as(yaml).isNotNull();
    assertThat(refused.kind().exitCode()).isEqualTo(2);
    List<String> lines = refused.getMessage().lines().toList();
    assertThat(lines).as(refused.getMessage()).hasSize(2);
    return lines.get(1).trim();
  }

  private static String sources(String... sources) {
    return "data:\n  sources: [" + String.join(", ", sources) + "]\n";
  }

  @Test
  void vox2vecOnXraysOnlyIsRefusedWhereItIsAskedFor() {
    assertThat(refusal(sources(XRAYS) + "pretext:\n  method: vox2vec\n"))
        .contains("my.yaml:4: pretext.method: vox2vec needs volumes: ")
        .contains("add a source of dimension 3d");
    // the method comes from a preset: what the user wrote are the sources
    assertThat(refusal("extends: vox2vec.yaml\n" + sources(XRAYS)))
        .contains("my.yaml:3: data.sources: vox2vec needs volumes: ");
    assertThat(
            refusal(
                "extends: vox2vec.yaml\n"
                    + sources("{name: n, path: broken.png, kind: nih_chestxray14}")))
        .contains("needs volumes");
    String plain = "views: {flat: plain, globalSize: 224x224x1, localSize: 96x96x1, swaps: 0}\n";
    assertThat(refusal("extends: vox2vec.yaml\n" + sources(CT, XRAYS) + plain))
        .contains("my.yaml:4: views.flat: vox2vec pairs the voxels of X-rays through pseudo-3D");
    assertThat(
            refusal(
                "pretext: {method: vox2vec}\n"
                    + sources(CT, XRAYS)
                    + "training:\n  volumeShare: 0\n"))
        .contains("needs volumes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vox2vec", "desd"})
  void methodsOfConvolutionalNetworksRefuseATransformer(String method) {
    assertThat(
            refusal(
                sources(CT)
                    + "network:\n  backbone: pvt_small\n"
                    + "views:\n  localSize: 32x32x32\n"
                    + "pretext:\n  method: "
                    + method
                    + "\n"))
        .contains("my.yaml:8: pretext.method: " + method + " needs network.backbone: resnet18: ");
    assertThat(
            refusal(
                "extends: "
                    + method
                    + ".yaml\n"
                    + sources(CT)
                    + "network: {backbone: pvt_small}\nviews: {localSize: 32x32x32}\n"))
        .contains("my.yaml:4: network.backbone: " + method + " needs network.backbone: resnet18");
  }

  @Test
  void whatCanGoTogetherIsTaken() {
    String medmnist = "{name: m, path: broken.png, kind: medmnist}"; // may hold both
    for (String yaml :
        List.of(
            "extends: vox2vec.yaml\n" + sources(CT),
            "extends: vox2vec.yaml\n" + sources(CT, XRAYS),
            "extends: vox2vec.yaml\n" + sources(medmnist),
            "extends: vox2vec.yaml\n" + sources(CT) + "training: {volumeShare: 0}\n",
            "extends: desd.yaml\n" + sources(XRAYS),
            "extends: dino.yaml\n"
                + sources(XRAYS)
                + "network: {backbone: pvt_small}\nviews: {localSize: 32x32x32}\n")) {
      assertThatCode(() -> load(yaml)).as(yaml).doesNotThrowAnyException();
    }
  }
}
