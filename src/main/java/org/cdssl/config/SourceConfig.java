package org.cdssl.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One collection of images on disk.
///
/// @param name short name in logs and reports
/// @param kind layout of the collection; `folder` takes any files
/// @param path folder or file, absolute; in YAML relative to the configuration file
/// @param include glob patterns relative to `path`; a file is taken when one matches; empty: every
///   file with the suffix of an image
/// @param exclude glob patterns that take files out again
/// @param dimension `2d` or `3d`; empty (`auto`): what the layout knows
/// @param modality decides the intensity window (METHOD A.4); empty (`auto`): what the layout
///   knows. Of a collection with several modalities only the stated one is taken
/// @param spacingMm volumes are resampled to this isotropic spacing, mm; 0 keeps the native grid
/// @param subject regular expression on the path relative to `path` whose first group is the
///   subject; empty: every file is its own subject, or what the layout knows
/// @param excludeOverlap whether images that a downstream set holds too are left out of
///   pre-training
public record SourceConfig(
    String name,
    @Default("folder") Kind kind,
    @FilePath String path,
    @Default("[]") List<String> include,
    @Default("[]") List<String> exclude,
    @Default("auto") Optional<Dimension> dimension,
    @Default("auto") Optional<Modality> modality,
    @Default("1.0") double spacingMm,
    @Default("''") String subject,
    @Default("true") boolean excludeOverlap) {

  /// A source whose dimension and modality are stated.
  public SourceConfig(
      String name,
      Kind kind,
      String path,
      List<String> include,
      List<String> exclude,
      Dimension dimension,
      Modality modality,
      double spacingMm,
      String subject) {
    this(
        name,
        kind,
        path,
        include,
        exclude,
        Optional.of(dimension),
        Optional.of(modality),
        spacingMm,
        subject,
        true);
  }

  /// A published collection, with what its layout knows.
  public static SourceConfig of(String name, Kind kind, String path) {
    return new SourceConfig(
        name, kind, path, List.of(), List.of(), Optional.empty(), Optional.empty(), 1, "", true);
  }

  /// Layouts that can be scanned, with what may be stated of their images.
  @SuppressWarnings("ImmutableEnumChecker") // sets made by Set.of
  public enum Kind {
    FOLDER(Set.of(Dimension.values()), Set.of(Modality.values())),
    LUNA16(Set.of(Dimension.D3), Set.of(Modality.CT)),
    RIBFRAC(Set.of(Dimension.D3), Set.of(Modality.CT)),
    TCIA_COVID19(Set.of(Dimension.D3), Set.of(Modality.CT)),
    AMOS22(Set.of(Dimension.D3), Set.of(Modality.CT, Modality.MR)),
    ISLES2022(Set.of(Dimension.D3), Set.of(Modality.MR)),
    ABDOMENCT1K(Set.of(Dimension.D3), Set.of(Modality.CT)),
    TOTALSEGMENTATOR(Set.of(Dimension.D3), Set.of(Modality.CT, Modality.MR)),
    VERSE2020(Set.of(Dimension.D3), Set.of(Modality.CT)),
    MIMIC_CXR_JPG(Set.of(Dimension.D2), Set.of(Modality.XRAY)),
    /// Whatever made the images, they are 8-bit pictures now; `other` contradicts nothing.
    MEDMNIST(Set.of(Dimension.values()), Set.of(Modality.XRAY, Modality.SCALED, Modality.OTHER)),
    MSD(Set.of(Dimension.D3), Set.of(Modality.CT, Modality.MR)),
    NIH_CHESTXRAY14(Set.of(Dimension.D2), Set.of(Modality.XRAY));

    private final Set<Dimension> dimensions;
    private final Set<Modality> modalities;

    Kind(Set<Dimension> dimensions, Set<Modality> modalities) {
      this.dimensions = dimensions;
      this.modalities = modalities;
    }

    /// Dimensions that images of this layout may have.
    public Set<Dimension> dimensions() {
      return dimensions;
    }

    /// Modalities that images of this layout may have.
    public Set<Modality> modalities() {
      return modalities;
    }
  }

  /// Dimension of the stored images. YAML: `2d`, `3d`.
  public enum Dimension {
    D2,
    D3
  }

  /// What made the image. YAML: lower case. CT is windowed in HU, MR and other by percentiles,
  /// X-rays and scaled images by the full scale of their stored depth.
  public enum Modality {
    CT,
    MR,
    XRAY,
    OTHER,
    /// Already on a scale from 0 to the largest value of its stored depth (MedMNIST: value / 255).
    SCALED
  }
}
