package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.dicom.DicomSeries;

/// Kind `folder`: one file, or the image files below a folder, with what the configuration says of
/// them.
final class FolderLayout implements Layout {
  @Override
  public void scan(SourceScan scan) throws IOException {
    SourceConfig source = scan.source();
    Path path = Path.of(source.path());
    // a file whose name says nothing is opened to see, and only once
    Map<Path, Boolean> opened = new HashMap<>();
    List<FoundFile> files =
        Files.isDirectory(scan.root())
            ? FileTree.list(
                scan.root(),
                new GlobFilter(
                        source.include(),
                        source.exclude(),
                        f -> ImageFiles.isImage(f) || isDicom(scan.root().resolve(f), opened))
                    ::accepts,
                scan::noteSkipped)
            : List.of(
                new FoundFile(path.getFileName().toString(), scan.root(), Files.size(scan.root())));
    if (files.isEmpty()) {
      throw scan.refusal("no images found under " + path + " matching " + pattern(source));
    }
    List<ImageEntry> entries = new ArrayList<>();
    Set<Path> slices = new HashSet<>();
    for (DicomSeries series : series(scan, files, opened)) {
      slices.addAll(series.copies());
      entries.add(entry(scan, series));
    }
    for (FoundFile file : files) {
      if (slices.contains(file.file())) {
        continue;
      }
      entries.add(
          ImageEntry.of(
              source.name(),
              file.path(),
              file.path(),
              file.file(),
              source.dimension().orElseThrow(() -> missing(scan, "dimension")),
              source.modality().orElseThrow(() -> missing(scan, "modality")),
              source.spacingMm(),
              file.bytes()));
    }
    withSubjects(scan, entries).forEach(scan::addAsStated);
  }

  /// The DICOM series among the files that are volumes: each is one image, of its folder.
  private static List<DicomSeries> series(
      SourceScan scan, List<FoundFile> files, Map<Path, Boolean> opened) throws IOException {
    if (scan.source().dimension().filter(d -> d == Dimension.D3).isEmpty()) {
      return List.of();
    }
    List<Path> dicom = files.stream().map(FoundFile::file).filter(f -> isDicom(f, opened)).toList();
    List<DicomSeries> volumes = new ArrayList<>();
    for (DicomSeries series : DicomSeries.group(dicom).series()) {
      if (series.isBurnedIn()) {
        Path file = scan.root().relativize(series.files().getFirst());
        scan.note(file + " says that text is burned into its pixels (BurnedInAnnotation)");
      }
      if (series.isVolume()) {
        volumes.add(series);
      }
    }
    return volumes;
  }

  private static boolean isDicom(Path file, Map<Path, Boolean> opened) {
    return ImageFiles.isImage(file)
        ? DicomSeries.isDicom(file)
        : opened.computeIfAbsent(file, DicomSeries::isDicom);
  }

  private static ImageEntry entry(SourceScan scan, DicomSeries series) throws IOException {
    SourceConfig source = scan.source();
    long bytes = 0;
    for (Path file : series.files()) {
      bytes += Files.size(file);
    }
    Path folder = scan.root().relativize(series.folder());
    String path = folder.toString().isEmpty() ? "." : folder.toString().replace('\\', '/');
    return new ImageEntry(
        source.name(),
        path + "#" + series.id(),
        path,
        series.folder(),
        series.id(),
        -1,
        Dimension.D3,
        source.modality().orElseThrow(() -> missing(scan, "modality")),
        source.spacingMm(),
        bytes,
        Part.NONE,
        Target.NONE);
  }

  private static CdsslException missing(SourceScan scan, String key) {
    return scan.refusal("kind folder cannot know the " + key + "; state it");
  }

  /// Puts the subject of the pattern in place of the path. A file without one would hide a patient
  /// from the split, so it is refused.
  private static List<ImageEntry> withSubjects(SourceScan scan, List<ImageEntry> entries) {
    SourceConfig source = scan.source();
    if (source.subject().isEmpty()) {
      return entries;
    }
    Pattern pattern = Pattern.compile(source.subject());
    List<ImageEntry> named = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (ImageEntry e : entries) {
      Matcher matcher = pattern.matcher(e.path());
      String subject = matcher.find() ? matcher.group(1) : null;
      if (subject == null || subject.isEmpty()) {
        without.add(e.path());
      } else {
        named.add(e.withSubject(subject));
      }
    }
    if (!without.isEmpty()) {
      throw scan.refusal(
          "the subject pattern "
              + source.subject()
              + " finds no subject in "
              + without.size()
              + " of "
              + entries.size()
              + " files: "
              + String.join(", ", without.subList(0, Math.min(3, without.size())))
              + "; mend the pattern or exclude them");
    }
    return named;
  }

  private static String pattern(SourceConfig source) {
    String include =
        source.include().isEmpty() ? "any image suffix" : String.join(", ", source.include());
    return source.exclude().isEmpty()
        ? include
        : include + " but not " + String.join(", ", source.exclude());
  }
}
