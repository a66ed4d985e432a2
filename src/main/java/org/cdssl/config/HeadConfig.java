package org.cdssl.config;

/// What turns the encoder's last map into scores: global average pool, dropout, linear.
///
/// @param dropout share of features that is zeroed in training, [0, 1)
public record HeadConfig(double dropout) {}
