package org.cdssl.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.MemoryPool;
import org.cdssl.collection.Quarantined;
import org.cdssl.image.PreparedImage;

/// The images of one part with their labels. Safe for use by several threads.
final class LabelledPart {
  private final MemoryPool pool;

  LabelledPart(MemoryPool pool) {
    this.pool = pool;
  }

  /// An image with where it comes from.
  ///
  /// @param index in the part
  record Item(int index, ImageEntry entry, PreparedImage image) {}

  int size() {
    return pool.size();
  }

  ImageEntry entry(int index) {
    return pool.entry(index);
  }

  List<ImageEntry> entries() {
    List<ImageEntry> all = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      all.add(pool.entry(i));
    }
    return all;
  }

  MemoryPool pool() {
    return pool;
  }

  /// The image, or empty where its file cannot be read.
  Optional<Item> find(int index) {
    return pool.image(index).map(image -> new Item(index, pool.entry(index), image));
  }

  /// The image with its label, or the next one that can be read: what a step trains on depends on
  /// the index and the readability of the files alone.
  Item readable(int index) {
    for (int i = 0; i < size(); i++) {
      Optional<Item> item = find((index + i) % size());
      if (item.isPresent()) {
        return item.get();
      }
    }
    throw new IllegalStateException("no readable image"); // the pool has refused before
  }

  List<Quarantined> unreadable() {
    return pool.quarantined();
  }
}
