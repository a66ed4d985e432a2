package org.cdssl.config;

/// The self-supervised task.
///
/// @param method which one
/// @param decodeDrawnOnly skip decoder levels and heads that the drawn levels do not need (METHOD
///   B.8); the loss and the encoder's gradients are the same
public record PretextConfig(Method method, boolean decodeDrawnOnly) {
  public enum Method {
    PCRLV2
  }
}
