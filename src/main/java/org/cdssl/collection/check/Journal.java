package org.cdssl.collection.check;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cdssl.CdsslException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The facts of files that were read before, one JSON line each, so that a second check reads only
/// what changed: the size and time of every part of a file are compared, nothing is opened.
///
/// Lines are only ever added, at once, so a killed check loses nothing but a line cut short, which
/// is passed over. Facts stay on disk; memory holds a name and a position for each. Used by many
/// threads; one process at a time.
final class Journal implements AutoCloseable {
  private static final String VERSION = "1";

  private record Line(String version, String key, FileFacts facts) {}

  private record Place(long offset, int length) {}

  private final FileChannel channel;
  private final Map<String, Place> places = new HashMap<>();
  private long end;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /// Opens or makes one.
  ///
  /// @throws CdsslException (USAGE) where another process holds it
  static Journal open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!isLocked(channel)) {
        throw CdsslException.usage(file + ": another check is using this journal");
      }
      Journal journal = new Journal(channel);
      journal.index();
      return journal;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this process
    }
  }

  /// Facts of a file that has not changed since.
  Optional<FileFacts> find(String key) throws IOException {
    Place place;
    synchronized (this) {
      place = places.get(key);
    }
    if (place == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(place.length);
    while (bytes.hasRemaining() && channel.read(bytes, place.offset + bytes.position()) >= 0) {
      continue;
    }
    FileFacts facts = parse(bytes.array()).map(Line::facts).orElse(null);
    boolean unchanged =
        facts != null
            && !facts.parts().isEmpty()
            && facts.parts().stream().allMatch(FileFacts.Part::isUnchanged);
    return unchanged ? Optional.of(facts) : Optional.empty();
  }

  /// Adds facts; those without parts cannot be recognised again and are left out.
  void add(String key, FileFacts facts) throws IOException {
    if (facts.parts().isEmpty()) {
      return;
    }
    byte[] text = JsonMapper.shared().writeValueAsBytes(new Line(VERSION, key, facts));
    ByteBuffer line = ByteBuffer.allocate(text.length + 1).put(text).put((byte) '\n').flip();
    synchronized (this) {
      places.put(key, new Place(end, text.length));
      while (line.hasRemaining()) {
        end += channel.write(line, end);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void index() throws IOException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
    long start = 0;
    long at = 0;
    for (int b; (b = in.read()) >= 0; ) {
      at++;
      if (b != '\n') {
        text.write(b);
        continue;
      }
      long offset = start;
      parse(text.toByteArray())
          .filter(line -> VERSION.equals(line.version))
          .ifPresent(line -> places.put(line.key, new Place(offset, text.size())));
      text.reset();
      start = at;
    }
    end = start; // a line cut short is written over
    channel.truncate(end);
  }

  private static Optional<Line> parse(byte[] text) {
    try {
      Line line =
          JsonMapper.shared().readValue(new String(text, StandardCharsets.UTF_8), Line.class);
      return line == null || line.key == null || line.facts == null
          ? Optional.empty()
          : Optional.of(line);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
