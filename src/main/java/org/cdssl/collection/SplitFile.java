package org.cdssl.collection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cdssl.CdsslException;
import org.cdssl.config.SplitConfig;
import org.cdssl.config.SplitConfig.By;
import org.cdssl.image.format.FormatException;
import org.cdssl.storage.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A split on disk, so that later runs, other seeds and other methods see the same parts.
///
/// JSON, made to be read and edited: `training`, `validation` and `test` hold the subjects, each
/// with its images. Reading compares it with the images that are there: all of them must be in it,
/// once, with the same subject, and none that is not there.
public final class SplitFile {
  private static final int FORMAT = 1;
  private static final long MAX_BYTES = 1L << 30;
  private static final int EXAMPLES = 3;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /// @param format version of this layout
  /// @param by official, subject or image
  /// @param manifest hash of the manifest that was divided; for people, differences are told by
  ///   name
  private record Content(
      int format,
      String by,
      String manifest,
      Map<String, List<String>> training,
      Map<String, List<String>> validation,
      Map<String, List<String>> test) {}

  private SplitFile() {}

  /// Reads the split where the file is there, else divides and writes it.
  ///
  /// @throws CdsslException (DATA) where the file and the images contradict each other
  public static LabelledSplit readOrMake(Path file, Manifest manifest, SplitConfig config)
      throws IOException {
    if (Files.exists(file)) {
      return read(file, manifest);
    }
    LabelledSplit split = LabelledSplit.of(manifest, config);
    write(file, manifest, split);
    return split;
  }

  /// Writes whole or not at all.
  public static void write(Path file, Manifest manifest, LabelledSplit split) throws IOException {
    Content content =
        new Content(
            FORMAT,
            split.by().name().toLowerCase(Locale.ROOT),
            manifest.sha256(),
            bySubject(split.training()),
            bySubject(split.validation()),
            bySubject(split.test()));
    AtomicFile.stream(file, out -> out.write(JSON.writeValueAsBytes(content)));
  }

  private static Map<String, List<String>> bySubject(List<ImageEntry> entries) {
    Map<String, List<String>> subjects = new TreeMap<>();
    for (ImageEntry e : entries) {
      subjects.computeIfAbsent(e.subject(), _ -> new ArrayList<>()).add(e.id());
    }
    return subjects;
  }

  /// Reads and compares with the labelled images of the manifest.
  ///
  /// @throws FormatException where the file is no split
  /// @throws CdsslException (DATA) where images are missing on either side, or a subject is in two
  ///   parts
  public static LabelledSplit read(Path file, Manifest manifest) throws IOException {
    Content content = content(file);
    By by = by(file, content);
    Map<String, Part> parts = new HashMap<>();
    Map<String, String> subjects = new HashMap<>();
    Map<Part, Map<String, List<String>>> lists = new LinkedHashMap<>();
    lists.put(Part.TRAINING, content.training());
    lists.put(Part.VALIDATION, content.validation());
    lists.put(Part.TEST, content.test());
    for (var part : lists.entrySet()) {
      part.getValue()
          .forEach((subject, ids) -> {
            for (String id : ids) {
              if (parts.put(id, part.getKey()) != null) {
                throw CdsslException.data(file + ": " + id + " is there twice");
              }
              subjects.put(id, subject);
            }
          });
    }
    List<ImageEntry> labelled =
        manifest.entries().stream().filter(e -> !(e.target() instanceof Target.None)).toList();
    compare(file, labelled, parts, subjects);
    try {
      return LabelledSplit.of(
          by, labelled, e -> parts.get(e.id()), List.of("split read from " + file));
    } catch (CdsslException e) {
      throw new CdsslException(e.kind(), file + ": " + e.getMessage(), e);
    }
  }

  private static void compare(
      Path file, List<ImageEntry> labelled, Map<String, Part> parts, Map<String, String> subjects) {
    List<String> unknown = new ArrayList<>();
    List<String> other = new ArrayList<>();
    Map<String, Part> gone = new HashMap<>(parts);
    for (ImageEntry e : labelled) {
      gone.remove(e.id());
      String subject = subjects.get(e.id());
      if (subject == null) {
        unknown.add(e.id());
      } else if (!subject.equals(e.subject())) {
        other.add(e.id());
      }
    }
    List<String> problems = new ArrayList<>();
    complain(problems, unknown, "labelled images are not in it");
    complain(problems, gone.keySet().stream().sorted().toList(), "of its images are not there");
    complain(problems, other, "images have another subject now");
    if (!problems.isEmpty()) {
      throw CdsslException.data(
          file
              + ": the split does not fit the images: "
              + String.join("; ", problems)
              + "; restore them, edit the file, or delete it to divide anew");
    }
  }

  private static void complain(List<String> problems, List<String> ids, String what) {
    if (!ids.isEmpty()) {
      problems.add(
          ids.size()
              + " "
              + what
              + " ("
              + String.join(", ", ids.subList(0, Math.min(EXAMPLES, ids.size())))
              + (ids.size() > EXAMPLES ? ", ...)" : ")"));
    }
  }

  private static By by(Path file, Content content) throws FormatException {
    for (By by : List.of(By.OFFICIAL, By.SUBJECT, By.IMAGE)) {
      if (by.name().toLowerCase(Locale.ROOT).equals(content.by())) {
        return by;
      }
    }
    throw new FormatException(
        file, "by is '" + content.by() + "'; expected official, subject or image");
  }

  private static Content content(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new FormatException(file, "is too large for a split");
    }
    try {
      Content content = JSON.readValue(Files.readAllBytes(file), Content.class);
      if (content == null
          || content.format() != FORMAT
          || content.training() == null
          || content.validation() == null
          || content.test() == null
          || content.training().containsValue(null)
          || content.validation().containsValue(null)
          || content.test().containsValue(null)) {
        throw new FormatException(
            file, "is no split of format " + FORMAT + " with training, validation and test");
      }
      return content;
    } catch (JacksonException e) {
      throw new FormatException(file, "is no valid split: " + e.getOriginalMessage(), e);
    }
  }
}
