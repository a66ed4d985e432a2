package org.cdssl.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.SourceConfig;

/// Lists the images of all sources. A new layout is a new constant of [SourceConfig.Kind] and a
/// line in the switch.
public final class CollectionScan {
  private CollectionScan() {}

  /// Scans the sources in turn; opens no image.
  ///
  /// @throws org.cdssl.CdsslException (DATA) where a source holds no image, or a file has no
  ///   subject
  public static Manifest of(List<SourceConfig> sources) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (SourceConfig source : sources) {
      entries.addAll(
          switch (source.kind()) {
            case FOLDER -> new FolderScanner(source, notes).scan();
          });
    }
    return Manifest.of(entries, notes);
  }
}
