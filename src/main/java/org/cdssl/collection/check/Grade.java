package org.cdssl.collection.check;

/// How much a finding matters.
public enum Grade {
  /// Training would leave the image out, go wrong with it, or report scores that are too good.
  ERROR,
  /// Usable, but probably not what was meant.
  WARNING,
  /// Worth knowing.
  NOTE
}
