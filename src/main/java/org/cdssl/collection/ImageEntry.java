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
/// @param member name of the array inside an archive (`train_images` of a `.npz`), or id of the
///   DICOM series in a folder; empty for a file that is neither
/// @param frame index of the image inside the file or member; -1 for one that is one image
/// @param dimension dimension of the stored image
/// @param modality decides the intensity window
/// @param spacingMm isotropic spacing to resample to, mm; 0: native
/// @param bytes size of the file
/// @param part of the official split, where the collection has one
/// @param target label of the image, [Target#NONE] where there is none or nobody asked
public record ImageEntry(
    String source,
    String subject,
    String path,
    Path file,
    String member,
    int frame,
    Dimension dimension,
    Modality modality,
    double spacingMm,
    long bytes,
    Part part,
    Target target) {

  /// An unlabelled file that is one image, of a collection without an official split.
  public static ImageEntry of(
      String source,
      String subject,
      String path,
      Path file,
      Dimension dimension,
      Modality modality,
      double spacingMm,
      long bytes) {
    return new ImageEntry(
        source,
        subject,
        path,
        file,
        "",
        -1,
        dimension,
        modality,
        spacingMm,
        bytes,
        Part.NONE,
        Target.NONE);
  }

  /// Name for logs and reports, unique in a manifest: `source/path`, then `#member` and `@frame`
  /// where the image is one of several in the file.
  public String id() {
    return source
        + "/"
        + path
        + (member.isEmpty() ? "" : "#" + member)
        + (frame < 0 ? "" : "@" + frame);
  }

  /// Whether it is one of an array of an archive.
  public boolean isInArchive() {
    return !member.isEmpty() && frame >= 0;
  }

  /// Id of the DICOM series that `file`, a folder, holds the image as; empty for all other images.
  public String series() {
    return isInArchive() ? "" : member;
  }

  /// The image with this index of an array in the file, which is an archive.
  public ImageEntry inArchive(String member, int frame) {
    return new ImageEntry(
        source, subject, path, file, member, frame, dimension, modality, spacingMm, bytes, part,
        target);
  }

  /// One of several images in the file.
  public ImageEntry atFrame(int frame) {
    return inArchive(member, frame);
  }

  public ImageEntry withSubject(String subject) {
    return new ImageEntry(
        source, subject, path, file, member, frame, dimension, modality, spacingMm, bytes, part,
        target);
  }

  /// Without resampling.
  public ImageEntry onNativeGrid() {
    return new ImageEntry(
        source, subject, path, file, member, frame, dimension, modality, 0, bytes, part, target);
  }

  public ImageEntry withTarget(Target target) {
    return new ImageEntry(
        source, subject, path, file, member, frame, dimension, modality, spacingMm, bytes, part,
        target);
  }

  public ImageEntry withPart(Part part) {
    return new ImageEntry(
        source, subject, path, file, member, frame, dimension, modality, spacingMm, bytes, part,
        target);
  }
}
