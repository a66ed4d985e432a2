package org.cdssl.collection;

import java.nio.file.Path;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// One image of a collection: where it is and what the configuration says about it. Nothing of the
/// file has been read.
///
/// @param source name of the source
/// @param subject whose image it is; images of one subject are never on both sides of a split
/// @param path path relative to the source's root, with `/`
/// @param file the file itself
/// @param frame index of the image inside the file; -1 for a file that is one image
/// @param dimension dimension of the stored image
/// @param modality decides the intensity window
/// @param spacingMm isotropic spacing to resample to, mm; 0: native
/// @param bytes size of the file
public record ImageEntry(
    String source,
    String subject,
    String path,
    Path file,
    int frame,
    Dimension dimension,
    Modality modality,
    double spacingMm,
    long bytes) {

  /// Name for logs and reports, unique in a manifest: `source/path`, and `@frame` where the image
  /// is one of several in the file.
  public String id() {
    return source + "/" + path + (frame < 0 ? "" : "@" + frame);
  }
}
