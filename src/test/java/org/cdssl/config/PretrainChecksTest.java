package org.cdssl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigLoader.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainChecksTest {
  private static final String SOURCES =
      "data.sources=[{name: a, path: ., dimension: 3d, modality: ct},"
          + " {name: b, path: ., dimension: 2d, modality: xray}]";

  @TempDir Path folder;

  private Loaded<PretrainConfig> load(String... overrides) {
    return new ConfigLoader(Map.of(), folder)
        .preset(Presets.BASE, List.of(overrides), Use.PRETRAIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pseudo3d.window=0 | must be at least 1, is 0",
        "pseudo3d.stride=0 | must be at least 1, is 0",
        "pseudo3d.imageSize=0 | must be 1 to 8192, is 0",
        "views.globalSize=0x64x32 | a size must be at least 1 along each axis",
        "views.globalSize=4096x4096x4096 | is larger than 2^28 voxels",
        "views.locals=0 | must be 1 to 64, is 0",
        "views.globalShapes=[] | needs at least one size",
        "views.minOverlap=1 | must be at least 0 and below 1, is 1",
        "views.globalArea=[0.9, 0.1] | the first number must not be larger",
        "views.globalArea=[0, 1] | must start above 0",
        "views.localArea=[0.5, 1.5] | must lie within 0 to 1",
        "views.maxAir=1.01 | must be 0 to 1, is 1.01",
        "views.flip=-0.1 | must be 0 to 1, is -0.1",
        "views.blurSigma=-1 | must be 0 to 100",
        "views.swapBlock=65x8x4 | does not fit into globalSize 64x64x32",
        "network.channels=3 | must be 1, is 3",
        "network.stemKernel=[7, 6, 7] | each number must be odd",
        "network.blockKernel=[3, 3] | expected 3 numbers, found 2",
        "network.poolKernel=[2, 2, 2] | each number must be odd",
        "network.stemStride=[0, 1, 1] | each number must be 1 to 4096",
        "network.stageStrides=[[1, 1, 1]] | expected 4 lists of three numbers, found 1",
        "network.stageStrides.2=[2, 2] | expected 3 numbers, found 2",
        "network.stageDilations=[1, 1, 1] | expected 4 numbers, found 3",
        "network.widths=[8, 16, 32] | expected 4 numbers, found 3",
        "network.blocks=[2, 2, 0, 2] | each number must be 1 to 4096",
        "network.decoderWidths=[8, 8, 8, 8] | expected 5 numbers, found 4",
        "network.norm=instance | shrinks 32x32x16 to a single voxel",
        "training.alternateEpochs=-1 | must be 0 to 1000000, is -1",
        "views.perturb.shuffleSide=2 | must be 0 to 1, is 2",
        "pretext.transvw.discovery.border=0.5 | must be 0 to below 0.5",
        "training.batchSize=1 | must be at least 2, is 1",
        "training.volumeShare=1.5 | must be 0 to 1, is 1.5",
        "training.learningRate=0 | must be above 0, is 0",
        "training.device=gpu | expected cpu, cuda or cuda:N, found 'gpu'",
        "training.device=cuda:x | expected cpu, cuda or cuda:N",
        "training.precision=fp16 | expected one of auto, float32, bfloat16, found 'fp16'",
        "training.workers=65 | must be 0 to 64, is 65",
        "training.keepLast=0 | must be at least 1, is 0",
        "data.heldOut=1 | must be at least 0 and below 1, is 1",
        "data.memoryMb=0 | must be at least 1, is 0",
        "data.sources.0.kind=luna | expected one of folder, luna16, ribfrac",
        "data.sources.0.name=b | another source is called 'b' already",
        "data.sources.0.name=a/b | must be a short name",
        "data.sources.0.path=absent | no such file or folder",
        "data.sources.0.subject='([0-9]+' | not a regular expression",
        "data.sources.0.subject=p[0-9]+ | needs a group in parentheses",
        "data.sources.0.include=['a[b'] | not a glob pattern",
        "data.sources.0.dimension=auto | missing value: kind folder cannot know it",
        "data.sources.0.modality=auto | missing value: kind folder cannot know it",
        "data.sources.0.dimension=4d | expected one of 2d, 3d, found '4d'",
        "data.sources.0.kind=isles2022 | images of kind isles2022 are mr; leave this out",
        "data.downstream=[liver] | expected one of all, organmnist3d",
        "data.sources.0.spacingMm=-1 | must be 0 to 100, is -1",
        "pretext.desd.superCrop=[1.8, 1.4] | the first number must not be larger",
        "pretext.desd.superCrop=[1.1, 1.8] | a view of 1.2 does not fit into a region of 1.1",
        "pretext.desd.superDepth=0.5 | must be 1 to 100",
        "pretext.desd.flip=1.1 | must be 0 to 1, is 1.1",
        "pretext.desd.gamma=[0, 1] | must lie within 0.01 to 100",
        "pretext.vox2vec.voxels=0 | must be 1 to 1048576, is 0",
        "pretext.vox2vec.bodyAbove=1.5 | must be 0 to 1, is 1.5",
        "pretext.vox2vec.temperature=0 | must be above 0, is 0",
        "pretext.vox2vec.blurSigma=[1.5, 1] | the first number must not be larger",
        "pretext.vox2vec.ceilingAt=[0.5, 2] | must lie within 0.01 to 1",
      })
  void anImpossibleValueIsReportedOnce(String override, String message) {
    CdsslException refused =
        catchThrowableOfType(CdsslException.class, () -> load(SOURCES, override));
    assertThat(refused).as(override).isNotNull();
    assertThat(refused.getMessage().lines()).as(refused.getMessage()).hasSize(2);
    assertThat(refused.getMessage()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pseudo3d.window=96",
        "pseudo3d.stride=300",
        "network.poolKernel=[]",
        "network={stemStride: [1, 2, 2], stemKernel: [3, 7, 7]}",
        "network={norm: instance, stemStride: [1, 1, 1]}",
        "network={stageStrides: [[1,1,1],[2,2,2],[1,1,1],[1,1,1]], stageDilations: [1,1,2,4]}",
        "training={volumeShare: 1}",
        "training.device=cuda:12",
        "views={swaps: 0, swapBlock: 500x1x1}",
        "data.sources.0.subject='^(s[0-9]+)/'",
      })
  void anUnusualButPossibleValueIsTaken(String override) {
    assertThatCode(() -> load(SOURCES, override)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dimension: 3d, modality: ct", "dimension: 2d, modality: xray"})
  void sourcesOfOneDimensionNeedNoShare(String kind) {
    String source = "data.sources=[{name: a, path: ., " + kind + "}]";
    assertThat(load(source).config().training().volumeShare()).isBetween(0.1, 0.9);
  }

  @Test
  void aPublishedCollectionNeedsNoMoreThanItsKind() {
    Loaded<PretrainConfig> loaded =
        load(
            "data.sources=[{name: a, path: ., kind: amos22}, {name: b, path: ., kind: Amos22,"
                + " modality: MR, excludeOverlap: false}]",
            "data.downstream=[msd_liver]");
    SourceConfig first = loaded.config().data().sources().getFirst();
    assertThat(first).isEqualTo(SourceConfig.of("a", SourceConfig.Kind.AMOS22, first.path()));
    assertThat(loaded.config().data().sources().getLast().modality())
        .contains(SourceConfig.Modality.MR);
    assertThat(loaded.config().data().downstream()).containsExactly(Downstream.MSD_LIVER);
    assertThat(loaded.effectiveYaml()).contains("dimension: auto", "modality: mr");
  }

  @Test
  void aLayoutsOwnKnowledgeMayNotBeContradicted() {
    CdsslException refused =
        catchThrowableOfType(
            CdsslException.class,
            () ->
                load(
                    "data.sources=[{name: a, path: ., kind: luna16, dimension: 2d, modality: mr,"
                        + " subject: (x)}]"));
    assertThat(refused.getMessage())
        .contains(
            "data.sources.0.dimension: images of kind luna16 are 3d; leave this out",
            "data.sources.0.modality: images of kind luna16 are ct; leave this out",
            "data.sources.0.subject: kind luna16 knows whose its images are; leave this out");
  }

  @Test
  void uniMissIsRefusedWithTheReasonWhereItCannotWork() {
    ConfigLoader loader = new ConfigLoader(Map.of(), folder);
    String[][] pairs = {
      {"network.backbone=resnet18", "unimiss needs network.backbone: pvt_small"},
      {"network.transformer.form=pvt", "unimiss needs network.backbone: pvt_small"},
      {"views.flat=pseudo3d", "set views.flat: plain"},
      {"training.alternateEpochs=0", "set training.alternateEpochs"},
      {"pretext.unimiss.decoderHeads=[8, 4]", "expected 3 numbers"},
      {"pretext.unimiss.decoderHeads=[8, 4, 5]", "is no multiple of"},
      {"views.globalSize=32x32x16", "to a single voxel"},
    };
    for (String[] pair : pairs) {
      CdsslException refused =
          catchThrowableOfType(
              CdsslException.class,
              () ->
                  loader.preset(
                      "unimiss.yaml",
                      List.of(SOURCES, pair[0], "network.decoderWidths=[8,8,8,8,8]"),
                      Use.PRETRAIN));
      assertThat(refused).as(pair[0]).isNotNull();
      assertThat(refused.getMessage()).contains(pair[1]);
    }
  }

  @Test
  void plainXraysAskForViewsOfTheirSize() {
    CdsslException refused =
        catchThrowableOfType(CdsslException.class, () -> load(SOURCES, "views.flat=plain"));
    assertThat(refused.getMessage())
        .contains(
            "views.globalSize must be 224x224x1, is 64x64x32",
            "views.localSize must be 96x96x1, is 32x32x16");
    assertThatCode(() ->
            new ConfigLoader(Map.of(), folder)
                .preset("resnet2d.yaml", List.of(SOURCES), Use.PRETRAIN))
        .doesNotThrowAnyException();
  }

  @Test
  void wordsOfFlatViewsAreFoundInFlatImages() {
    CdsslException refused =
        catchThrowableOfType(
            CdsslException.class,
            () ->
                load(
                    SOURCES,
                    "pretext.method=transvw",
                    "pretext.transvw.discovery.wholeSize=64x64x1"));
    assertThat(refused.getMessage()).contains("must have a depth of 1 where views.globalSize");
  }

  @Test
  void settingsMayLackSourcesAndTheirFiles() {
    ConfigLoader loader = new ConfigLoader(Map.of(), folder);
    assertThatCode(() -> loader.preset(Presets.BASE, List.of(), Use.SETTINGS))
        .doesNotThrowAnyException();
    String gone = "data.sources=[{name: a, path: /gone, dimension: 3d, modality: ct}]";
    assertThatCode(() -> loader.preset(Presets.BASE, List.of(gone), Use.SETTINGS))
        .doesNotThrowAnyException();
  }
}
