package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.SourceConfig;
import org.cdssl.image.format.ImageFiles;

/// Kind `folder`: one file, or the image files below a folder, with what the configuration says of
/// them.
final class FolderLayout implements Layout {
  @Override
  public void scan(SourceScan scan) throws IOException {
    SourceConfig source = scan.source();
    Path path = Path.of(source.path());
    List<FoundFile> files =
        Files.isDirectory(scan.root())
            ? FileTree.list(
                scan.root(),
                new GlobFilter(source.include(), source.exclude(), ImageFiles::isImage)::accepts,
                scan::noteSkipped)
            : List.of(
                new FoundFile(path.getFileName().toString(), scan.root(), Files.size(scan.root())));
    if (files.isEmpty()) {
      throw scan.refusal("no images found under " + path + " matching " + pattern(source));
    }
    List<ImageEntry> entries = new ArrayList<>();
    for (FoundFile file : files) {
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
