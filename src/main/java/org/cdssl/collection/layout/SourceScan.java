package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// One source while it is scanned: where it lies, what was found and what is worth telling.
final class SourceScan {
  private static final int EXAMPLES = 3;

  /// What was skipped for one reason.
  private static final class Tally {
    private int count;
    private final List<String> examples = new ArrayList<>();
  }

  private final SourceConfig source;
  private final Path root;
  private final GlobFilter filter;
  private final List<ImageEntry> entries = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Tally> skipped = new LinkedHashMap<>();
  private final Map<String, String> seen = new HashMap<>();
  private final Map<String, String> subjects = new HashMap<>();
  private List<String> classes = List.of();

  SourceScan(SourceConfig source) throws IOException {
    this.source = source;
    Path path = Path.of(source.path());
    if (!Files.exists(path)) {
      throw CdsslException.data("source " + source.name() + ": no such file or folder: " + path);
    }
    this.root = path.toRealPath();
    this.filter = new GlobFilter(source.include(), source.exclude(), _ -> true);
  }

  SourceConfig source() {
    return source;
  }

  /// Real path of the source: a folder, or for some layouts a file.
  Path root() {
    return root;
  }

  /// The files below the root whose name, in lower case, is wanted, in the order of their paths. A
  /// root that is a file is the only one.
  List<FoundFile> files(Predicate<String> wanted) throws IOException {
    if (Files.isRegularFile(root)) {
      Path name = Path.of(source.path()).getFileName();
      return List.of(new FoundFile(name.toString(), root, Files.size(root)));
    }
    return FileTree.list(
        root,
        relative -> wanted.test(relative.getFileName().toString().toLowerCase(Locale.ROOT)),
        this::noteFile);
  }

  /// Volumes in NIfTI, whatever they hold.
  List<FoundFile> niftis() throws IOException {
    return files(SourceScan::isNifti);
  }

  static boolean isNifti(String name) {
    return name.endsWith(".nii.gz") || name.endsWith(".nii");
  }

  /// Name of a NIfTI file without its suffix.
  static String stem(FoundFile file) {
    return file.name().replaceFirst("(?i)\\.nii(\\.gz)?$", "");
  }

  /// Whether the source's own patterns take a file. Asked before any work is done for it.
  boolean takes(FoundFile file) {
    return filter.accepts(Path.of(file.path()));
  }

  /// An image that is a file of its own. Its subject is named after the collection, so that equal
  /// numbers of two collections are two people.
  ImageEntry entry(FoundFile file, String subject, Dimension dimension, Modality modality) {
    return ImageEntry.of(
        source.name(),
        subject(subject),
        file.path(),
        file.file(),
        dimension,
        modality,
        source.spacingMm(),
        file.bytes());
  }

  private String subject(String subject) {
    // one object for all images of a subject: collections have hundreds of thousands of images
    return subjects.computeIfAbsent(
        subject, s -> source.kind().name().toLowerCase(Locale.ROOT) + "/" + s);
  }

  /// Adds an image, unless the source's patterns, modality or dimension leave it out.
  void add(ImageEntry entry) {
    if (!filter.accepts(Path.of(entry.path()))) {
      return;
    }
    // `other` says nothing of what made an image that is on a known scale
    if (source.modality().filter(m -> m != Modality.OTHER && m != entry.modality()).isPresent()) {
      skip(
          entry.path(),
          "are "
              + name(entry.modality())
              + ", the source asks for "
              + name(source.modality().get()));
    } else if (source.dimension().filter(d -> d != entry.dimension()).isPresent()) {
      skip(entry.path(), "have another dimension than the source asks for");
    } else {
      entries.add(entry);
    }
  }

  /// Adds an image as it is; for layouts without knowledge of their own.
  void addAsStated(ImageEntry entry) {
    entries.add(entry);
  }

  /// Whether this is the first file that holds this image: an archive that was unpacked twice, or
  /// nested in itself, has every image several times.
  boolean isFirst(String image, FoundFile file) {
    String before = seen.putIfAbsent(image, file.path());
    if (before != null) {
      skip(file.path(), "are copies of images listed already");
    }
    return before == null;
  }

  /// Names of classes (index by index), findings, or mask values; 0 of a mask is the background.
  void classes(List<String> names) {
    classes = List.copyOf(names);
  }

  void note(String what) {
    notes.add("source " + source.name() + ": " + what);
  }

  private void noteFile(Path relative, String what) {
    note("skipped " + relative + ", it " + what);
  }

  /// For [FolderLayout], whose files are listed one by one.
  void noteSkipped(Path relative, String what) {
    noteFile(relative, what);
  }

  /// Counts what is left out for a reason, which reads on after "they"; told in one line at the
  /// end.
  void skip(String path, String reason) {
    Tally tally = skipped.computeIfAbsent(reason, _ -> new Tally());
    tally.count++;
    if (tally.examples.size() < EXAMPLES) {
      tally.examples.add(path);
    }
  }

  /// The first of several files that lies in the root itself, inside it also where links are
  /// resolved.
  Optional<Path> first(List<String> names) throws IOException {
    for (String name : names) {
      Path file = root.resolve(name);
      if (Files.isRegularFile(file) && file.toRealPath().startsWith(root)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /// Parts of the images so far.
  Set<Part> parts() {
    return entries.stream().map(ImageEntry::part).collect(Collectors.toSet());
  }

  /// The official part that the nearest folder with such a name says: `ribfrac-val-images`,
  /// `dataset-01training`.
  static Part partOf(FoundFile file) {
    String[] folders = file.folderPath().split("/", -1);
    for (int i = folders.length - 1; i >= 0; i--) {
      String name = folders[i].toLowerCase(Locale.ROOT);
      for (String word : List.of("train", "val", "test")) {
        if (name.contains(word)) {
          return partNamed(word);
        }
      }
    }
    return Part.NONE;
  }

  /// "train", "val", "validate", "test" and the like.
  static Part partNamed(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("train")) {
      return Part.TRAINING;
    }
    if (lower.startsWith("val")) {
      return Part.VALIDATION;
    }
    return lower.startsWith("test") ? Part.TEST : Part.NONE;
  }

  CdsslException refusal(String what) {
    return CdsslException.data("source " + source.name() + ": " + what);
  }

  /// What was found.
  ///
  /// @throws CdsslException (DATA) where that is nothing
  ScannedSource result(String layout) {
    skipped.forEach((reason, tally) ->
        note(
            "skipped "
                + tally.count
                + (tally.count == 1 ? " file, they " : " files, they ")
                + reason
                + " ("
                + String.join(", ", tally.examples)
                + (tally.count > EXAMPLES ? ", ..." : "")
                + ")"));
    if (entries.isEmpty()) {
      throw refusal(
          "no images of kind "
              + name(source.kind())
              + " found under "
              + source.path()
              + "; expected "
              + layout
              + (notes.isEmpty() ? "" : "\n  " + String.join("\n  ", notes)));
    }
    return new ScannedSource(entries, notes, classes);
  }

  static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
