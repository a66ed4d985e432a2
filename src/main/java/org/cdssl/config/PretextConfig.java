package org.cdssl.config;

/// The self-supervised task. The sections hold the keys of single methods; only that of `method` is
/// read.
///
/// @param method which one
/// @param decodeDrawnOnly of PCRLv2: skip decoder levels and heads that the drawn levels do not
///   need (METHOD B.8); the loss and the encoder's gradients are the same
public record PretextConfig(
    Method method,
    boolean decodeDrawnOnly,
    SimSiamConfig simsiam,
    DinoConfig dino,
    UniMissConfig unimiss,
    TransVwConfig transvw) {
  public enum Method {
    PCRLV2,
    SIMSIAM,
    DINO,
    UNIMISS,
    TRANSVW
  }
}
