package org.cdssl.collection.cache;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.cdssl.collection.ImageEntry;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import tools.jackson.core.JacksonException;

/// XXH3, 128 bits, of the content of every file, with size and time of change, so that a file that
/// was not touched is not read again. It tells contents apart; it is no proof against someone who
/// makes two files that collide, and the cache is on the disk of whoever owns the files. A line a
/// file, appended as it is hashed: what a killed process had hashed stays known. Safe for use by
/// several threads.
final class ContentJournal implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  /// A file as it was when it was hashed.
  ///
  /// @param nanos time of change since 1970
  record Part(String file, long bytes, long nanos) {
    static Part of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      FileTime time = attributes.lastModifiedTime();
      return new Part(file.toString(), attributes.size(), time.to(TimeUnit.NANOSECONDS));
    }

    boolean isUnchanged() {
      try {
        return of(Path.of(file)).equals(this);
      } catch (IOException e) {
        return false;
      }
    }
  }

  /// @param parts the file itself first, then the others that make up the image
  /// @param series of a folder, else empty
  /// @param content XXH3 of all parts
  record Line(List<Part> parts, String series, String content) {
    Line {
      parts = List.copyOf(parts);
    }

    String image() {
      return name(parts.getFirst().file(), series);
    }

    boolean isUnchanged() {
      return parts.stream().allMatch(Part::isUnchanged);
    }
  }

  private final Path file;
  private final Map<String, Line> known = new ConcurrentHashMap<>();
  private FileChannel channel;

  private ContentJournal(Path file) {
    this.file = file;
  }

  /// What is known; nothing is written before something is hashed. A line that a killed process
  /// left half written is passed over.
  static ContentJournal open(Path file) throws IOException {
    ContentJournal journal = new ContentJournal(file);
    if (Files.exists(file)) {
      try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        lines.forEach(journal::take);
      }
    }
    return journal;
  }

  private void take(String text) {
    if (text.isEmpty()) {
      return;
    }
    try {
      Line line = CacheJson.parse(text.getBytes(StandardCharsets.ISO_8859_1), Line.class);
      known.put(line.image(), line);
    } catch (JacksonException | java.util.NoSuchElementException e) {
      // half written
    }
  }

  private static String name(String file, String series) {
    return series.isEmpty() ? file : file + "#" + series;
  }

  private static String name(ImageEntry image) {
    return name(image.file().toString(), image.series());
  }

  /// Hash of an image's files where they are as they were; null where they are not.
  String unchanged(ImageEntry image) {
    Line line = known.get(name(image));
    return line != null && line.isUnchanged() ? line.content() : null;
  }

  /// Whether the image was hashed at some time.
  boolean knows(ImageEntry image) {
    return known.containsKey(name(image));
  }

  /// Hash of an image's files; reads them where they changed or `again` is set.
  String content(ImageEntry image, boolean again) throws IOException {
    String unchanged = again ? null : unchanged(image);
    if (unchanged != null) {
      return unchanged;
    }
    List<Path> files = filesOf(image);
    List<Part> parts = new ArrayList<>();
    HashStream128 all = Hashing.xxh3_128().hashStream();
    byte[] buffer = new byte[BUFFER];
    for (Path part : files) {
      parts.add(Part.of(part));
      if (Files.isDirectory(part)) {
        continue;
      }
      HashStream128 one = Hashing.xxh3_128().hashStream();
      try (InputStream in = Files.newInputStream(part)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          one.putBytes(buffer, 0, n);
        }
      }
      all.putBytes(one.get().toByteArray());
    }
    Line line = new Line(parts, image.series(), all.get().toString());
    known.put(line.image(), line);
    append(line);
    return line.content();
  }

  /// The file itself first.
  private static List<Path> filesOf(ImageEntry image) throws IOException {
    Path first = image.file();
    List<Path> files = new ArrayList<>(List.of(first));
    if (image.isInArchive()) {
      return files;
    }
    ImageReader reader = ImageFiles.readerOf(first, image.series());
    for (Path other : reader.filesOf(first, Limits.DEFAULT)) {
      if (!other.equals(first)) {
        files.add(other);
      }
    }
    return files;
  }

  private synchronized void append(Line line) throws IOException {
    if (channel == null) {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }
    // the line break comes first: it ends what another process may have left half written
    byte[] text = ("\n" + CacheJson.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.wrap(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Writes the file anew, sorted, with these images and no others.
  synchronized void compact(List<ImageEntry> images) throws IOException {
    close();
    Set<String> names = new HashSet<>();
    images.forEach(image -> names.add(name(image)));
    Map<String, Line> kept = new TreeMap<>(known);
    kept.keySet().retainAll(names);
    StringBuilder text = new StringBuilder();
    kept.values().forEach(line -> text.append(CacheJson.line(line)).append('\n'));
    CacheJson.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
