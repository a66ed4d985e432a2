package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every method and every backbone: a run that is stopped and resumed is the uninterrupted run to
/// the bit.
class MethodResumeTest {
  @TempDir static Path folder;

  private static final String[] MIT = {
    "views.globalSize=16x16x16",
    "views.localSize=16x16x16",
    "network.backbone=pvt_small",
    "network.transformer.stemWidth=16",
    "network.transformer.stemKernel=[3,3,3]",
    "network.transformer.patchStrides=[[2,2,2],[2,2,2],[1,1,1],[1,1,1]]",
    "network.transformer.dims=[16,16,32,32]",
    "network.transformer.depths=[1,1,1,1]",
    "network.transformer.heads=[1,2,2,4]",
    "network.transformer.reductions=[[2,2,2],[2,2,2],[1,1,1],[1,1,1]]",
    "network.transformer.positionSize=16x16x16",
    "network.decoderWidths=[16,16,16,16,16]"
  };
  private static final String[] PVT = {
    "network.transformer.form=pvt", "network.decoderWidths=[16,16,16,16]"
  };
  private static final String[] RESNET = {
    "network.widths=[16,16,16,32]", "network.decoderWidths=[16,16,16,16,16]"
  };

  private static final String[] SIMSIAM = {
    "pretext.method=simsiam",
    "pretext.simsiam.projection=16",
    "pretext.simsiam.predictorHidden=16",
    "training.optimizer=sgd",
    "training.weightDecay=0.0001"
  };
  private static final String[] DINO = {
    "pretext.method=dino",
    "pretext.dino.prototypes=64",
    "pretext.dino.hidden=16",
    "pretext.dino.bottleneck=16",
    "pretext.dino.temperatureEpochs=3",
    "pretext.dino.teacherTemperature=0.07",
    "training.optimizer=adamw",
    "training.weightDecay=0.04",
    "training.weightDecayRise=0.36",
    "training.decayAll=false",
    "training.parameterClip=0.3",
    "training.scheduleBy=step",
    "training.warmupEpochs=2"
  };

  private static final String[] DESD = {"pretext.method=desd", "training.optimizer=sgd"};
  private static final String[] VOX2VEC = {
    "pretext.method=vox2vec",
    "pretext.vox2vec.voxels=16",
    "pretext.vox2vec.embedding=16",
    "pretext.vox2vec.baseWidth=2",
    "training.gradientClip=1.0"
  };
  private static final String[] UNIMISS = {
    "pretext.method=unimiss",
    "views.flat=plain",
    "training.alternateEpochs=1",
    "pretext.dino.batchNorm=false",
    "pretext.unimiss.decoderDepths=[1,1,1]",
    "pretext.unimiss.decoderHeads=[2,2,1]",
    "views.globalSize=16x16x16"
  };
  private static final String[] TRANSVW = {"pretext.method=transvw", "pretext.transvw.hidden=16"};
  static final String[] FLAT = {
    "views.flat=plain",
    "views.globalSize=24x24x1",
    "views.localSize=16x16x1",
    "views.globalShapes=[16x16x1, 20x20x1]",
    "views.localShapes=[8x8x1]",
    "views.swapBlock=4x4x1",
    "network.stemKernel=[1,3,3]",
    "network.stemStride=[1,2,2]",
    "network.poolKernel=[1,3,3]",
    "network.poolStride=[1,2,2]",
    "network.stageStrides=[[1,1,1],[1,2,2],[1,2,2],[1,2,2]]",
    "network.blockKernel=[1,3,3]",
    "pretext.transvw.discovery.wholeSize=24x24x1"
  };

  private static final Map<String, List<String[]>> RUNS =
      Map.ofEntries(
          Map.entry("pcrlv2 with mit", List.<String[]>of(MIT)),
          Map.entry("pcrlv2 with pvt", List.of(MIT, PVT)),
          Map.entry("simsiam with resnet", List.of(RESNET, SIMSIAM)),
          Map.entry("simsiam with mit", List.of(MIT, SIMSIAM)),
          Map.entry("dino with resnet", List.of(RESNET, DINO)),
          Map.entry("dino with mit", List.of(MIT, DINO)),
          Map.entry("desd with resnet", List.of(RESNET, DINO, DESD)),
          Map.entry("vox2vec with resnet", List.of(RESNET, VOX2VEC)),
          Map.entry("unimiss with mit", List.of(MIT, DINO, UNIMISS)),
          Map.entry("transvw with resnet", List.of(RESNET, TRANSVW)),
          Map.entry("pcrlv2 with resnet2d", List.of(RESNET, FLAT)));

  private static TinyRun tiny;

  @BeforeAll
  static void writeImages() throws Exception {
    tiny = TinyRun.in(folder, 6, 6);
    String[] keys = {
      "pretext.method=transvw",
      "pretext.transvw.discovery.wholeSize=16x16x16",
      "pretext.transvw.discovery.steps=3"
    };
    assertThat(PretextPreparation.run(tiny.config(keys), folder, () -> false, line -> {})).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pcrlv2 with mit",
        "pcrlv2 with pvt",
        "simsiam with resnet",
        "simsiam with mit",
        "dino with resnet",
        "dino with mit",
        "desd with resnet",
        "vox2vec with resnet",
        "unimiss with mit",
        "transvw with resnet",
        "pcrlv2 with resnet2d"
      })
  void threeStepsAndThreeMoreAreSix(String name) throws Exception {
    List<String> overrides = new ArrayList<>();
    RUNS.get(name).forEach(keys -> overrides.addAll(List.of(keys)));
    overrides.add("pretext.transvw.words=" + folder.resolve("words.json"));
    overrides.add("training.stepsPerEpoch=2"); // stops in the middle of an epoch
    String[] keys = overrides.toArray(String[]::new);
    String straight = name.replace(' ', '-') + "-straight";
    String resumed = name.replace(' ', '-') + "-resumed";
    tiny.train(straight, 6, keys);
    tiny.train(resumed, 3, keys);
    tiny.resume(resumed, 6, keys);
    assertThat(tiny.bits(resumed)).isEqualTo(tiny.bits(straight));
  }
}
