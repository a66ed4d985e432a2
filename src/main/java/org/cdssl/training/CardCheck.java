package org.cdssl.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Schema;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.RngState;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.pretext.Pretext;
import org.cdssl.storage.Temporaries;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Proves before the first step of pre-training that what it will export can be used (P23): exports
/// the encoder as it is, builds a network from the card alone, loads the weights, and lets both see
/// the same input once.
final class CardCheck {
  private CardCheck() {}

  /// Changes nothing: neither weights nor the state of generators.
  ///
  /// @throws CdsslException OTHER where the export cannot be used
  static void run(PretrainConfig config, Pretext pretext, Compute compute) throws IOException {
    Path folder = Files.createTempDirectory("cdssl-card");
    try (StepScope scope = StepScope.open()) {
      Tensor rng = RngState.get();
      try {
        EncoderExport.write(folder, config, pretext, "{}");
        verify(folder, config, pretext, compute);
      } finally {
        RngState.set(rng);
      }
    } finally {
      Temporaries.delete(folder);
    }
  }

  /// Checks an exported encoder against the live one.
  static void verify(Path folder, PretrainConfig config, Pretext pretext, Compute compute)
      throws IOException {
    JsonNode card =
        JsonMapper.shared().readTree(Files.readString(folder.resolve(EncoderExport.CARD)));
    FinetuneConfig downstream =
        new ConfigLoader()
            .preset(
                Schema.FINETUNE,
                Schema.FINETUNE.base(),
                List.of(),
                ConfigLoader.Use.SETTINGS,
                card.path(EncoderExport.SETTINGS).toString())
            .config();
    Weights weights = new Weights(compute);
    Encoder rebuilt = Encoders.of(weights.root(), downstream.network());
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(EncoderExport.WEIGHTS))) {
      StateDict.LoadReport report = StateDict.load(file, weights.all());
      if (!report.complete()) {
        throw broken(
            "the network that the card describes does not take the weights: " + report.describe());
      }
    }
    Size3 size = config.views().globalSize();
    float[] ramp = new float[size.voxels()];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (float) Math.sin(0.37 * i);
    }
    try (Grad off = Grad.disabled()) {
      Tensor x =
          TensorIo.copyOf(
              ramp, compute, 1, config.network().channels(), size.d(), size.h(), size.w());
      weights.setTraining(false);
      try (Weights.Standing still = pretext.weights().standing()) {
        Tensor mine = pretext.encoder().forward(x).getLast();
        Tensor theirs = rebuilt.forward(x).getLast();
        if (!torch.equal(mine, theirs)) {
          throw broken("the network that the card describes gives other features than the encoder");
        }
      }
    }
  }

  private static CdsslException broken(String what) {
    return new CdsslException(
        CdsslException.Kind.OTHER, "the encoder could not be used after this run: " + what);
  }
}
