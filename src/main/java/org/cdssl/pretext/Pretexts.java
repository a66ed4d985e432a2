package org.cdssl.pretext;

import java.util.Optional;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Compute;
import org.cdssl.pretext.desd.Desd;
import org.cdssl.pretext.dino.Dino;
import org.cdssl.pretext.pcrlv2.Pcrlv2;
import org.cdssl.pretext.simsiam.SimSiam;
import org.cdssl.pretext.transvw.TransVw;
import org.cdssl.pretext.transvw.WordDiscovery;
import org.cdssl.pretext.unimiss.UniMiss;
import org.cdssl.pretext.vox2vec.Vox2Vec;

/// The registry of methods: one line each.
public final class Pretexts {
  private Pretexts() {}

  /// The method that the configuration names, with fresh weights.
  public static Pretext of(PretrainConfig config, Compute compute) {
    return switch (config.pretext().method()) {
      case PCRLV2 ->
          new Pcrlv2(
              config.network(),
              config.views().locals(),
              config.pretext().decodeDrawnOnly(),
              compute);
      case SIMSIAM -> new SimSiam(config.network(), config.pretext().simsiam(), compute);
      case DINO ->
          new Dino(config.network(), config.pretext().dino(), config.views().locals(), compute);
      case DESD ->
          new Desd(config.network(), config.pretext().dino(), config.pretext().desd(), compute);
      case VOX2VEC -> new Vox2Vec(config.network(), config.pretext().vox2vec(), compute);
      case UNIMISS ->
          new UniMiss(
              config.network(),
              config.pretext().dino(),
              config.pretext().unimiss(),
              config.pseudo3d().imageSize(),
              compute);
      case TRANSVW -> TransVw.of(config, compute);
    };
  }

  /// What the method that the configuration names makes of the images beforehand.
  public static Optional<Preparation> preparation(PretrainConfig config) {
    return switch (config.pretext().method()) {
      case TRANSVW -> Optional.of(new WordDiscovery(config));
      case PCRLV2, SIMSIAM, DINO, DESD, VOX2VEC, UNIMISS -> Optional.empty();
    };
  }
}
