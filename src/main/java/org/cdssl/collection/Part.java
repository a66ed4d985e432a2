package org.cdssl.collection;

/// The part of an official split that an image belongs to.
public enum Part {
  /// The collection publishes no split, or none for this image.
  NONE,
  TRAINING,
  VALIDATION,
  TEST
}
