package org.cdssl.collection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.collection.layout.Layouts;
import org.cdssl.collection.layout.ScannedSource;
import org.cdssl.config.SourceConfig;

/// Lists the images of all sources.
public final class CollectionScan {
  private CollectionScan() {}

  /// Scans the sources in turn; opens no image. Nothing is left out that a downstream set holds
  /// too.
  ///
  /// @throws org.cdssl.CdsslException (DATA) where a source holds no image, a file has no subject,
  ///   or a layout contradicts itself
  public static Manifest of(List<SourceConfig> sources) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Map<String, List<String>> classes = new LinkedHashMap<>();
    for (SourceConfig source : sources) {
      ScannedSource scanned = Layouts.scan(source);
      entries.addAll(scanned.entries());
      notes.addAll(scanned.notes());
      classes.put(source.name(), scanned.classes());
    }
    return Manifest.of(entries, notes, classes);
  }
}
