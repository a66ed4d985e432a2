package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelSink;

/// Reads a folder of DICOM files as the volume of one series: `file` is the folder.
///
/// @param series id of the series ([DicomSeries#id]); empty for the only one there is
public record DicomFolderReader(String series) implements ImageReader {
  @Override
  public String name() {
    return "DICOM series";
  }

  @Override
  public List<String> suffixes() {
    return List.of();
  }

  @Override
  public boolean accepts(Path file, byte[] start) {
    return holdsDicom(file);
  }

  /// Whether a folder holds a DICOM file, directly.
  public static boolean holdsDicom(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(DicomSeries::isDicom);
    } catch (IOException e) {
      return false; // reading it says why
    }
  }

  @Override
  public List<Path> filesOf(Path file, Limits limits) throws IOException {
    return DicomSeries.in(file, series).files();
  }

  @Override
  public ImageHeader readHeader(Path file, Limits limits) throws IOException {
    return DicomSeries.in(file, series).readHeader(limits);
  }

  @Override
  public void readVoxels(Path file, Limits limits, VoxelSink sink) throws IOException {
    DicomSeries.in(file, series).readVoxels(limits, sink);
  }

  @Override
  public LoadedImage read(Path file, int frame, Limits limits) throws IOException {
    DicomSeries found = DicomSeries.in(file, series);
    if (!found.isVolume()) {
      return new DicomReader().read(found.files().getFirst(), frame, limits);
    }
    if (frame > 0) {
      throw new FormatException(file, "has no frame " + frame + "; it has one");
    }
    return new LoadedImage.Solid(found.read(limits));
  }
}
