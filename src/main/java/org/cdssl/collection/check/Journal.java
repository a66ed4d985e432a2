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
  /// Start and middle of a line; lines of another version are as good as absent.
  private static final String BEFORE_KEY = "{\"version\":1,\"key\":";

  private static final String BEFORE_FACTS = ",\"facts\":";

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
    int got;
    do {
      got = channel.read(bytes, place.offset + bytes.position());
    } while (got >= 0 && bytes.hasRemaining());
    FileFacts facts = facts(new String(bytes.array(), StandardCharsets.UTF_8));
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
    byte[] text =
        (BEFORE_KEY
                + JsonMapper.shared().writeValueAsString(key)
                + BEFORE_FACTS
                + JsonMapper.shared().writeValueAsString(facts)
                + "}")
            .getBytes(StandardCharsets.UTF_8);
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
      int length = text.size();
      key(text.toString(StandardCharsets.UTF_8))
          .ifPresent(key -> places.put(key, new Place(offset, length)));
      text.reset();
      start = at;
    }
    end = start; // a line cut short is written over
    channel.truncate(end);
  }

  /// The key alone: facts are parsed when they are asked for.
  private static Optional<String> key(String line) {
    int end = line.indexOf(BEFORE_FACTS);
    if (!line.startsWith(BEFORE_KEY) || end < 0) {
      return Optional.empty();
    }
    try {
      String json = line.substring(BEFORE_KEY.length(), end);
      return Optional.ofNullable(JsonMapper.shared().readValue(json, String.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// The facts of a line, or null where it is damaged.
  private static FileFacts facts(String line) {
    int at = line.indexOf(BEFORE_FACTS);
    if (at < 0 || !line.endsWith("}")) {
      return null;
    }
    try {
      String json = line.substring(at + BEFORE_FACTS.length(), line.length() - 1);
      return JsonMapper.shared().readValue(json, FileFacts.class);
    } catch (JacksonException e) {
      return null;
    }
  }
}
