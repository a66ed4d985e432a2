package org.cdssl.image.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.cdssl.image.format.dicom.DicomFolderReader;
import org.cdssl.image.format.dicom.DicomReader;
import org.cdssl.image.format.metaimage.MetaImageReader;
import org.cdssl.image.format.nifti.NiftiReader;
import org.cdssl.image.format.nrrd.NrrdReader;
import org.cdssl.image.format.numpy.NpyReader;
import org.cdssl.image.format.raster.JpegReader;
import org.cdssl.image.format.raster.PngReader;

/// The way in to all formats: finds the reader of a file, by content first and by name second.
public final class ImageFiles {
  /// How much of a file a reader sees to recognise it.
  public static final int START_BYTES = 1024;

  private static final List<ImageReader> READERS = readers();

  private ImageFiles() {}

  private static List<ImageReader> readers() {
    List<ImageReader> readers =
        new ArrayList<>(
            List.of(
                new NiftiReader(),
                new MetaImageReader(),
                new NrrdReader(),
                new PngReader(),
                new JpegReader(),
                new NpyReader(),
                new DicomReader()));
    ServiceLoader.load(ImageReader.class).forEach(readers::add);
    return List.copyOf(readers);
  }

  /// Reads an image of one frame with the default limits.
  ///
  /// @throws FormatException where no reader knows the file, or it is damaged, too large or of a
  ///   kind that is not supported
  public static LoadedImage read(Path file) throws IOException {
    return read(file, Limits.DEFAULT);
  }

  public static LoadedImage read(Path file, Limits limits) throws IOException {
    return readerOf(file).read(file, limits);
  }

  /// Sizes, type and geometry of an image.
  public static ImageHeader readHeader(Path file) throws IOException {
    return readerOf(file).readHeader(file, Limits.DEFAULT);
  }

  /// Whether the name says that this is an image; a folder scan asks no more. The `.img` half of a
  /// pair does not count, so that a pair is one image.
  public static boolean isImage(Path file) {
    return bySuffix(file) != null && !endsWith(file, ".img") && !endsWith(file, ".img.gz");
  }

  /// The reader for a file, or for a folder that holds a DICOM series.
  ///
  /// @throws FormatException with the list of formats where there is none
  public static ImageReader readerOf(Path file) throws IOException {
    if (DicomFolderReader.holdsDicom(file)) {
      return new DicomFolderReader("");
    }
    byte[] start = start(file);
    for (ImageReader reader : READERS) {
      if (reader.accepts(file, start)) {
        return reader;
      }
    }
    ImageReader reader = bySuffix(file);
    if (reader == null) {
      throw new FormatException(file, "is not an image that can be read; formats are " + formats());
    }
    return reader;
  }

  /// The reader for one of several images: of a folder, `member` is the DICOM series.
  ///
  /// @param member empty where there is one image
  public static ImageReader readerOf(Path file, String member) throws IOException {
    return !member.isEmpty() && Files.isDirectory(file)
        ? new DicomFolderReader(member)
        : readerOf(file);
  }

  /// "NIfTI (.nii, .nii.gz, ...), PNG (.png), ..."
  public static String formats() {
    return READERS.stream()
        .map(r -> r.name() + " (" + String.join(", ", r.suffixes()) + ")")
        .collect(Collectors.joining(", "));
  }

  private static ImageReader bySuffix(Path file) {
    for (ImageReader reader : READERS) {
      for (String suffix : reader.suffixes()) {
        if (endsWith(file, suffix)) {
          return reader;
        }
      }
    }
    return null;
  }

  /// Whether the file's name ends so, whatever the case.
  public static boolean endsWith(Path file, String suffix) {
    Path name = file.getFileName();
    return name != null && name.toString().toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  private static byte[] start(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException(file, "is a folder, not an image");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      if (!gzip) {
        return in.readNBytes(START_BYTES);
      }
      byte[] start = new byte[START_BYTES];
      int length = 0;
      try {
        GZIPInputStream inflated = new GZIPInputStream(in);
        for (int n; length < START_BYTES; length += n) {
          n = inflated.read(start, length, START_BYTES - length);
          if (n < 0) {
            break;
          }
        }
      } catch (IOException damaged) {
        // what was inflated so far may still tell the format; its reader names the damage
        return java.util.Arrays.copyOf(start, length);
      }
      return java.util.Arrays.copyOf(start, length);
    }
  }
}
