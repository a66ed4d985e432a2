/// Images prepared once and kept on disk (P19): what was found ([Fingerprint]), what was decided
/// ([CachePlan]), and the prepared images in memory-mapped shards ([CacheBuilder] writes,
/// [ImageCache] reads). docs/reference/cache.md has the layout.
package org.cdssl.collection.cache;
