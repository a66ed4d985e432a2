package org.cdssl.config;

import java.util.List;

/// One collection of images on disk.
///
/// @param name short name in logs and reports
/// @param kind layout of the collection; `folder` takes any files
/// @param path folder or file, absolute; in YAML relative to the configuration file
/// @param include glob patterns relative to `path`; a file is taken when one matches; empty: every
///   file with the suffix of an image
/// @param exclude glob patterns that take files out again
/// @param dimension `2d` or `3d`
/// @param modality decides the intensity window (METHOD A.4)
/// @param spacingMm volumes are resampled to this isotropic spacing, mm; 0 keeps the native grid
/// @param subject regular expression on the path relative to `path` whose first group is the
///   subject; empty: every file is its own subject
public record SourceConfig(
    String name,
    @Default("folder") Kind kind,
    @FilePath String path,
    @Default("[]") List<String> include,
    @Default("[]") List<String> exclude,
    Dimension dimension,
    Modality modality,
    @Default("1.0") double spacingMm,
    @Default("''") String subject) {

  /// Layouts that can be scanned.
  public enum Kind {
    FOLDER
  }

  /// Dimension of the stored images. YAML: `2d`, `3d`.
  public enum Dimension {
    D2,
    D3
  }

  /// What made the image. YAML: lower case. CT is windowed in HU, MR and other by percentiles,
  /// X-rays by full scale.
  public enum Modality {
    CT,
    MR,
    XRAY,
    OTHER
  }
}
