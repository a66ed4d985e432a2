package org.cdssl.collection.layout;

import java.util.List;
import org.cdssl.collection.ImageEntry;

/// What a scan of one source found.
///
/// @param entries the images
/// @param notes what was skipped or is worth knowing, a line each
/// @param classes names of classes, findings or mask values (0: background); empty where unlabelled
public record ScannedSource(List<ImageEntry> entries, List<String> notes, List<String> classes) {
  public ScannedSource {
    entries = List.copyOf(entries);
    notes = List.copyOf(notes);
    classes = List.copyOf(classes);
  }
}
