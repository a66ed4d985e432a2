package org.cdssl.config;

import java.util.List;
import java.util.function.Predicate;
import org.cdssl.config.NetworkConfig.Backbone;
import org.cdssl.config.PretextConfig.Method;
import org.cdssl.config.SourceConfig.Dimension;

/// What a method cannot be combined with, and why: the one place for it, a line each. Told with the
/// line of the configuration, before any image is opened.
final class ImpossiblePairs {
  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              Method.VOX2VEC,
              c -> flatOnly(c.data().sources(), c.training().volumeShare()),
              "needs volumes: it tells the voxels of a body apart, and along the depth of a pseudo-3D"
                  + " X-ray all voxels show the same place; add a source of dimension 3d"
                  + " (and a training.volumeShare above 0), or choose another method",
              "data.sources",
              "training.volumeShare"),
          new Pair(
              Method.VOX2VEC,
              c -> c.views().flat() == InputConfig.Flat.PLAIN,
              "pairs the voxels of X-rays through pseudo-3D; set views.flat: pseudo3d",
              "views.flat"),
          new Pair(
              Method.VOX2VEC,
              c -> c.network().backbone() != Backbone.RESNET18,
              "needs network.backbone: resnet18: its pyramid takes every stride from 1 to that of the"
                  + " last map, which a convolutional encoder has; choose another method for a"
                  + " transformer",
              "network.backbone"),
          new Pair(
              Method.DESD,
              c -> c.network().backbone() != Backbone.RESNET18,
              "needs network.backbone: resnet18: it teaches the four stages of a convolutional"
                  + " encoder; choose dino for a transformer",
              "network.backbone"),
          new Pair(
              Method.UNIMISS,
              c ->
                  c.network().backbone() != Backbone.PVT_SMALL
                      || c.network().transformer().form() != TransformerConfig.Form.MIT,
              "needs network.backbone: pvt_small with transformer.form: mit: the patch embedding"
                  + " that it switches between X-rays and volumes is that transformer's; choose"
                  + " dino for another encoder",
              "network.backbone",
              "network.transformer.form"),
          new Pair(
              Method.UNIMISS,
              c -> c.views().flat() != InputConfig.Flat.PLAIN,
              "brings its own way for X-rays, which is not pseudo-3D; set views.flat: plain",
              "views.flat"),
          new Pair(
              Method.UNIMISS,
              c -> c.training().alternateEpochs() == 0,
              "takes batches of one kind; set training.alternateEpochs (the authors: 2)",
              "training.alternateEpochs"),
          new Pair(
              Method.UNIMISS,
              c -> !headsDivide(c),
              "splits the tokens of a decoder level among its heads, and a width of"
                  + " network.transformer.dims is no multiple of its pretext.unimiss.decoderHeads",
              "pretext.unimiss.decoderHeads",
              "network.transformer.dims"),
          new Pair(
              Method.UNIMISS,
              c -> lastOfSlice(c) == 1,
              "shows the slices of volumes to the 2D patch embedding, whose last stage shrinks"
                  + " them to a single voxel, of which instance normalisation leaves nothing; take"
                  + " wider views",
              "views.globalSize"),
          new Pair(
              Method.TRANSVW,
              c ->
                  (c.views().globalSize().d() == 1)
                      != (c.pretext().transvw().discovery().wholeSize().d() == 1),
              "finds its words with the same network: pretext.transvw.discovery.wholeSize must have"
                  + " a depth of 1 where views.globalSize has one, and only there",
              "pretext.transvw.discovery.wholeSize",
              "views.globalSize"));

  /// @param holds of configurations that have the other half
  /// @param reason why not, and what to do; follows the method's name
  /// @param keys what the other half is told by
  private record Pair(
      Method method, Predicate<PretrainConfig> holds, String reason, String... keys) {}

  private ImpossiblePairs() {}

  /// Widths of the decoder's levels, coarse to fine, over their heads. Lists of a wrong length are
  /// complained of elsewhere.
  private static boolean headsDivide(PretrainConfig c) {
    List<Integer> dims = c.network().transformer().dims();
    List<Integer> heads = c.pretext().unimiss().decoderHeads();
    boolean divides = true;
    for (int m = 0; m < heads.size() && m < dims.size() - 1; m++) {
      int width = dims.get(dims.size() - 2 - m);
      divides &= heads.get(m) > 0 && width % heads.get(m) == 0;
    }
    return divides;
  }

  /// Voxels that the last stage of the 2D way makes of a slice.
  private static int lastOfSlice(PretrainConfig c) {
    Size3 size = c.views().globalSize();
    TransformerConfig flat = c.network().transformer().flat(c.pseudo3d().imageSize());
    return flat.grids(flat.fitting(new Size3(1, size.h(), size.w()))).getLast().voxels();
  }

  static void check(PretrainConfig config, Checks checks) {
    for (Pair pair : PAIRS) {
      String[] keys = new String[pair.keys().length + 1];
      keys[0] = "pretext.method";
      System.arraycopy(pair.keys(), 0, keys, 1, pair.keys().length);
      checks.require(
          config.pretext().method() != pair.method() || !pair.holds().test(config),
          EnumText.of(pair.method()) + " " + pair.reason(),
          keys);
    }
  }

  /// Whether all that is trained on is X-rays. Of collections that may hold both, nothing is known
  /// before they are scanned.
  private static boolean flatOnly(List<SourceConfig> sources, double volumeShare) {
    boolean anyFlat = sources.stream().anyMatch(s -> is(s, Dimension.D2));
    boolean allFlat = sources.stream().allMatch(s -> is(s, Dimension.D2));
    return anyFlat && (allFlat || volumeShare == 0);
  }

  private static boolean is(SourceConfig source, Dimension dimension) {
    return source
        .dimension()
        .map(stated -> stated == dimension)
        .orElse(
            source.kind().dimensions().size() == 1
                && source.kind().dimensions().contains(dimension));
  }
}
