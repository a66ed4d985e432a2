package org.cdssl.collection.cache;

/// Is told how far a cache is; called by several threads.
public interface CacheProgress {
  /// Says nothing.
  CacheProgress NONE =
      new CacheProgress() {
        @Override
        public void start(long images) {}

        @Override
        public void done(long images, long fileBytes, boolean prepared) {}

        @Override
        public void tick() {}
      };

  /// Before the first image.
  void start(long images);

  /// Some images are done.
  ///
  /// @param fileBytes of their files
  /// @param prepared whether they had to be prepared, or were there already
  void done(long images, long fileBytes, boolean prepared);

  /// About ten times a second, by the thread that waits.
  void tick();
}
