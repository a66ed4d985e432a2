package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.cdssl.storage.AtomicFile;
import org.cdssl.storage.DurableFile;
import org.cdssl.training.checkpoint.Manifest.Member;

/// Takes the files of a checkpoint that is being written. Each is hashed in the same pass that
/// writes it, and is on the disk when its call returns.
public final class Members {
  /// A plain file name: no folders, nothing hidden.
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private final Path folder;
  private final DurableFile.Opener files;
  private final Map<String, Member> written = new LinkedHashMap<>();

  Members(Path folder, DurableFile.Opener files) {
    this.folder = folder;
    this.files = files;
  }

  /// Adds a file that is streamed.
  ///
  /// @param name plain file name, not yet taken
  public void add(String name, AtomicFile.Content content) throws IOException {
    if (!NAME.matcher(name).matches()
        || name.equals(Manifest.FILE_NAME)
        || written.containsKey(name)) {
      throw new IllegalArgumentException("no name for a member, or taken: " + name);
    }
    Member member = write(name, content);
    written.put(name, member);
  }

  private Member write(String name, AtomicFile.Content content) throws IOException {
    try (DurableFile file = files.open(folder.resolve(name))) {
      HashingChannel channel = new HashingChannel(file);
      content.writeTo(channel);
      file.force();
      return new Member(channel.bytes(), channel.sha256());
    }
  }

  /// Adds a small file.
  public void add(String name, byte[] content) throws IOException {
    add(name, channel -> AtomicFile.writeFully(channel, content));
  }

  /// Adds a small text file in UTF-8.
  public void add(String name, String text) throws IOException {
    add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /// The last file, written by the store itself.
  void addManifest(Manifest manifest) throws IOException {
    byte[] json = manifest.toJson();
    write(Manifest.FILE_NAME, channel -> AtomicFile.writeFully(channel, json));
  }

  Map<String, Member> written() {
    return written;
  }
}
