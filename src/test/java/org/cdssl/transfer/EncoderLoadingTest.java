package org.cdssl.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.engine.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every tensor of a weights file is accounted for, and nothing stays random in silence (P21;
/// METHOD I.9).
class EncoderLoadingTest {
  @TempDir Path folder;

  private static Weights weights(long seed, String... settings) {
    FinetuneConfig config = TinyTask.config(settings);
    Compute compute = Compute.on("cpu", 1);
    Compute.seed(seed);
    Weights weights = new Classifier(config, 2, compute).weights();
    try (Grad off = Grad.disabled()) { // running statistics that are not those of a fresh network
      weights.buffers().values().forEach(b -> b.add_(new Scalar(seed)));
    }
    return weights;
  }

  private static Map<String, Tensor> encoder(Weights weights) {
    Map<String, Tensor> encoder = new LinkedHashMap<>();
    weights
        .all()
        .forEach((name, tensor) -> {
          if (name.startsWith("encoder.")) {
            encoder.put(name.substring("encoder.".length()), tensor);
          }
        });
    return encoder;
  }

  private Path write(Map<String, Tensor> tensors) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    SafetensorsWriter.write(file, StateDict.of(tensors), Map.of());
    return file;
  }

  private static Map<String, Tensor> renamed(
      Map<String, Tensor> tensors, UnaryOperator<String> rename) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> renamed.put(rename.apply(name), tensor));
    return renamed;
  }

  private static boolean same(Weights a, Weights b, String prefix) {
    return a.all().entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .allMatch(e -> e.getValue().equal(b.all().get(e.getKey())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "module.", "encoder.", "module.encoder.", "backbone.net."})
  void anEncoderComesBackToTheBitWhateverStandsBeforeItsNames(String prefix) throws Exception {
    Weights from = weights(1);
    Map<String, Tensor> tensors = renamed(encoder(from), name -> prefix + name);
    tensors.put(prefix + "fc.weight", torch.ones(3, 4));
    Weights into = weights(2);
    assertThat(same(from, into, "encoder.")).isFalse();
    LoadReport report = EncoderLoading.load(write(tensors), into, ChannelFit.NONE, false);
    assertThat(same(from, into, "encoder.")).isTrue();
    assertThat(into.buffers()).containsKey("encoder.bn1.running_mean");
    assertThat(same(from, into, "head.")).as("the head is new").isFalse();
    assertThat(report.encoderComplete()).isTrue();
    assertThat(report.matched()).hasSize(encoder(from).size());
    assertThat(report.unexpected()).containsExactly(prefix + "fc.weight");
    assertThat(report.notes())
        .isEqualTo(
            prefix.isEmpty()
                ? List.of()
                : List.of(encoder(from).size() + " names without their prefix " + prefix));
  }

  /// The golden report: one tensor renamed, one resized, one of a head. The encoder has 6 tensors
  /// in the stem, 12 in each of four blocks and 6 in each of three shortcuts: 72.
  @Test
  void renamedAndResizedTensorsAreListedAndRefused() throws Exception {
    Map<String, Tensor> tensors =
        renamed(
            encoder(weights(1)),
            name -> name.equals("layer1.0.conv2.weight") ? "layer1.0.convB.weight" : name);
    tensors.put("layer4.0.bn2.weight", torch.ones(7));
    tensors.put("conv_seg.weight", torch.ones(2, 2));
    Path file = write(tensors);
    Weights into = weights(2);
    CdsslException refused =
        catchThrowableOfType(
            CdsslException.class, () -> EncoderLoading.load(file, into, ChannelFit.NONE, false));
    assertThat(refused.kind()).isEqualTo(CdsslException.Kind.DATA);
    assertThat(refused.getMessage().lines().limit(5))
        .containsExactly(
            file
                + ": 70 tensors of the encoder matched, 1 missing, 1 of another shape, 2 in the"
                + " file besides",
            "  missing: layer1.0.conv2.weight",
            "  shape: layer4.0.bn2.weight F32[7] for F32[32]",
            "  not used: layer1.0.convB.weight",
            "  not used: conv_seg.weight");
    assertThat(refused).hasMessageContaining("--allow-partial");
  }

  @Test
  void partialLoadingIsPossibleWhenAskedFor() throws Exception {
    Weights from = weights(1);
    Map<String, Tensor> tensors = encoder(from);
    tensors.remove("conv1.weight");
    Weights into = weights(2);
    LoadReport report = EncoderLoading.load(write(tensors), into, ChannelFit.NONE, true);
    assertThat(report.missing()).containsExactly("conv1.weight");
    assertThat(same(from, into, "encoder.layer1")).isTrue();
    assertThat(same(from, into, "encoder.conv1")).isFalse();
  }

  @Test
  void anEncoderOfAnotherWidthIsRefusedWithTheListOfWhatDoesNotFit() throws Exception {
    Path file = write(encoder(weights(1, "network.widths=[16, 16, 32, 48]")));
    CdsslException refused =
        catchThrowableOfType(
            CdsslException.class,
            () -> EncoderLoading.load(file, weights(2), ChannelFit.NONE, false));
    assertThat(refused)
        .hasMessageContaining("shape: layer4.0.conv1.weight F32[48, 32, 3, 3, 3] for F32[32, 32,");
  }

  @Test
  void olderFilesWithoutCountersOfBatchNormalisationAreComplete() throws Exception {
    Weights from = weights(1);
    Map<String, Tensor> tensors = encoder(from);
    tensors.keySet().removeIf(name -> name.endsWith("num_batches_tracked"));
    LoadReport report = EncoderLoading.load(write(tensors), weights(2), ChannelFit.NONE, false);
    assertThat(report.notes().getFirst()).contains("num_batches_tracked are not in the file");
  }

  @Test
  void anotherNumberOfChannelsIsFittedOnlyByName() throws Exception {
    Weights from = weights(1);
    Map<String, Tensor> tensors = encoder(from);
    Tensor grey = tensors.get("conv1.weight").detach();
    tensors.put("conv1.weight", grey.repeat(1, 3, 1, 1, 1).contiguous());
    Path file = write(tensors);
    assertThat(
            catchThrowableOfType(
                CdsslException.class,
                () -> EncoderLoading.load(file, weights(2), ChannelFit.NONE, false)))
        .hasMessageContaining("conv1.weight F32[16, 3, 3, 3, 3] for F32[16, 1, 3, 3, 3]");
    Weights mean = weights(2);
    LoadReport report = EncoderLoading.load(file, mean, ChannelFit.MEAN, false);
    assertThat(report.notes()).contains("conv1.weight: input channels fitted by MEAN");
    float[] expected = TensorIo.floats(grey);
    assertThat(TensorIo.floats(mean.all().get("encoder.conv1.weight")))
        .containsExactly(expected, org.assertj.core.data.Offset.offset(1e-6f));
    Weights sum = weights(2);
    EncoderLoading.load(file, sum, ChannelFit.SUM, false);
    assertThat(TensorIo.floats(sum.all().get("encoder.conv1.weight"))[0])
        .isCloseTo(3 * expected[0], org.assertj.core.data.Offset.offset(1e-5f));
  }
}
