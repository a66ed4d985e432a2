package org.cdssl.config;

/// The self-supervised task. The sections hold the keys of single methods; only those of `method`
/// are read.
///
/// @param method which one
/// @param decodeDrawnOnly of PCRLv2: skip decoder levels and heads that the drawn levels do not
///   need (METHOD B.8); the loss and the encoder's gradients are the same
/// @param dino of all methods that distil a teacher: DINO, DeSD, UniMiSS
public record PretextConfig(
    Method method,
    boolean decodeDrawnOnly,
    SimSiamConfig simsiam,
    DinoConfig dino,
    DesdConfig desd,
    Vox2VecConfig vox2vec,
    UniMissConfig unimiss,
    TransVwConfig transvw) {
  public enum Method {
    PCRLV2,
    SIMSIAM,
    DINO,
    DESD,
    VOX2VEC,
    UNIMISS,
    TRANSVW
  }
}
