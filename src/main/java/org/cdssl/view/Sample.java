package org.cdssl.view;

/// One place in a batch: which image, and which time through its pool.
///
/// @param flat from the pool of flat images (X-rays), else from the pool of volumes
/// @param index of the image in its pool
/// @param pass how often the pool had been gone through before: the epoch of that pool, and with
///   the index the key of the augmentation
public record Sample(boolean flat, int index, long pass) {}
