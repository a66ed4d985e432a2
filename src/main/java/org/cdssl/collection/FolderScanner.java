package org.cdssl.collection;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.CdsslException;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.dicom.DicomSeries;

/// Kind `folder`: one file, or the image files below a folder.
///
/// Hidden files and folders, `._*` files of macOS and `__MACOSX` are passed over. Nothing outside
/// the root is ever listed: a symbolic link that leads out is skipped with a note, and so is one to
/// a folder or to a file that is listed anyway.
final class FolderScanner {
  private final SourceConfig source;
  private final List<String> notes;

  /// `notes` receives a line for everything that is skipped and might be missed.
  FolderScanner(SourceConfig source, List<String> notes) {
    this.source = source;
    this.notes = notes;
  }

  List<ImageEntry> scan() throws IOException {
    Path path = Path.of(source.path());
    if (!Files.exists(path)) {
      throw CdsslException.data("source " + source.name() + ": no such file or folder: " + path);
    }
    Path root = path.toRealPath();
    List<ImageEntry> entries =
        Files.isDirectory(root) ? folder(root) : List.of(entry(path.getFileName(), root));
    if (entries.isEmpty()) {
      throw CdsslException.data(
          "source " + source.name() + ": no images found under " + path + " matching " + pattern());
    }
    return withSubjects(entries);
  }

  private List<ImageEntry> folder(Path root) throws IOException {
    GlobFilter filter = new GlobFilter(source.include(), source.exclude(), f -> isImage(root.resolve(f)));
    TreeMap<Path, Path> files = new TreeMap<>();
    TreeMap<Path, Path> links = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || !isHidden(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path relative = root.relativize(file);
            if (isHidden(file) || (!attributes.isSymbolicLink() && !filter.accepts(relative))) {
              return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()) {
              target(root, file, filter).ifPresent(target -> links.put(relative, target));
            } else if (attributes.isRegularFile()) {
              files.put(relative, file);
            } else {
              note(relative, "is not a regular file");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            note(root.relativize(file), "cannot be read: " + failure.getMessage());
            return FileVisitResult.CONTINUE;
          }
        });
    Set<Path> taken = new HashSet<>(files.values());
    links.forEach((relative, target) -> {
      if (taken.add(target)) {
        files.put(relative, target);
      } else {
        note(relative, "is a link to a file that is listed anyway");
      }
    });
    List<ImageEntry> entries = new ArrayList<>(takeSeries(root, files));
    for (var file : files.entrySet()) {
      entries.add(entry(file.getKey(), file.getValue()));
    }
    return entries;
  }

  private static boolean isImage(Path file) {
    return ImageFiles.isImage(file) || DicomSeries.isDicom(file);
  }

  /// Takes the files of DICOM series out of the list: each series is one image, of its folder.
  private List<ImageEntry> takeSeries(Path root, TreeMap<Path, Path> files) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    if (source.dimension() != Dimension.D3) {
      return entries;
    }
    List<Path> dicom = files.values().stream().filter(DicomSeries::isDicom).toList();
    for (DicomSeries series : DicomSeries.group(dicom).series()) {
      if (series.isBurnedIn()) {
        notes.add(
            "source %s: %s says that text is burned into its pixels"
                .formatted(source.name(), root.relativize(series.files().getFirst())));
      }
      if (!series.isVolume()) {
        continue;
      }
      files.values().removeAll(new HashSet<>(series.copies()));
      long bytes = 0;
      for (Path file : series.files()) {
        bytes += Files.size(file);
      }
      Path relative = root.relativize(series.folder());
      String path = relative.toString().isEmpty() ? "." : relative.toString().replace(root.getFileSystem().getSeparator(), "/");
      entries.add(
          new ImageEntry(
              source.name(),
              path + "#" + series.id(),
              path,
              series.folder(),
              series.id(),
              -1,
              source.dimension(),
              source.modality(),
              source.spacingMm(),
              bytes,
              Part.NONE,
              Target.NONE));
    }
    return entries;
  }

  /// Where a link leads, if it may be followed.
  private Optional<Path> target(Path root, Path link, GlobFilter filter) {
    Path relative = root.relativize(link);
    Path target;
    try {
      target = link.toRealPath();
    } catch (IOException e) {
      if (filter.accepts(relative)) {
        note(relative, "is a link that leads nowhere");
      }
      return Optional.empty();
    }
    boolean folder = Files.isDirectory(target);
    if (!folder && !filter.accepts(relative)) {
      return Optional.empty();
    }
    if (!target.startsWith(root)) {
      note(relative, "is a link out of the folder; make its target a source of its own");
      return Optional.empty();
    }
    if (!Files.isRegularFile(target)) {
      note(relative, "is a link to a folder");
      return Optional.empty();
    }
    return Optional.of(target);
  }

  private ImageEntry entry(Path relative, Path file) throws IOException {
    String path = relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    return ImageEntry.of(
        source.name(),
        path,
        path,
        file,
        source.dimension(),
        source.modality(),
        source.spacingMm(),
        Files.size(file));
  }

  /// Puts the subject of the pattern in place of the path. A file without one would hide a patient
  /// from the split, so it is refused.
  private List<ImageEntry> withSubjects(List<ImageEntry> entries) {
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
      throw CdsslException.data(
          "source "
              + source.name()
              + ": the subject pattern "
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

  private String pattern() {
    String include =
        source.include().isEmpty() ? "any image suffix" : String.join(", ", source.include());
    return source.exclude().isEmpty()
        ? include
        : include + " but not " + String.join(", ", source.exclude());
  }

  private void note(Path relative, String what) {
    notes.add("source " + source.name() + ": skipped " + relative + ", it " + what);
  }

  private static boolean isHidden(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || name.equals("__MACOSX");
  }
}
