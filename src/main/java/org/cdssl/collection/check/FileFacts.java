package org.cdssl.collection.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.ImageHeader.Remark;

/// What is known of a file after it was read once, whatever it is used for.
///
/// @param parts all files that make it up, as they were
/// @param problem why it cannot be read, or empty
/// @param problemKind kind of the problem; of no meaning without one
/// @param affine the first twelve numbers of the affine, RAS+ mm; empty for a flat image
/// @param fullScale as in the header of a flat image
/// @param images one a frame; empty where there is a problem
record FileFacts(
    List<Part> parts,
    String problem,
    Finding.Kind problemKind,
    String format,
    int nx,
    int ny,
    int nz,
    List<Double> affine,
    float fullScale,
    List<Remark> remarks,
    List<ImageFacts> images) {

  /// A file as the system describes it.
  ///
  /// @param modified time of the last change, ms
  record Part(String path, long bytes, long modified) {
    static Part of(Path file) throws IOException {
      return new Part(
          file.toString(), Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }

    boolean isUnchanged() {
      try {
        return of(Path.of(path)).equals(this);
      } catch (IOException e) {
        return false;
      }
    }
  }

  static FileFacts broken(List<Part> parts, Finding.Kind kind, String problem) {
    return new FileFacts(parts, problem, kind, "", 0, 0, 0, List.of(), 0, List.of(), List.of());
  }

  boolean isBroken() {
    return !problem.isEmpty();
  }

  boolean isFlat() {
    return affine.isEmpty();
  }

  Geometry geometry() {
    double[] all = new double[16];
    for (int i = 0; i < 12; i++) {
      all[i] = affine.get(i);
    }
    all[15] = 1;
    return new Geometry(all);
  }

  static List<Double> affine(Geometry geometry) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      numbers.add(geometry.affine()[i]);
    }
    return numbers;
  }

  /// Bytes of all parts.
  long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  String sizeText() {
    return nx + " x " + ny + (isFlat() ? "" : " x " + nz);
  }
}
