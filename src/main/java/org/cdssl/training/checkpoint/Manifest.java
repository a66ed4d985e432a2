package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cdssl.Sha256;
import org.cdssl.image.format.FormatException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `manifest.json` of a checkpoint, written after all members.
///
/// @param format version of this layout
/// @param step optimiser steps done
/// @param members by file name
record Manifest(int format, long step, Map<String, Member> members) {
  static final String FILE_NAME = "manifest.json";
  static final int FORMAT = 1;

  private static final int CHUNK_BYTES = 1 << 20;
  private static final long MAX_BYTES = 16 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /// @param bytes length
  /// @param sha256 of the content, lower-case hexadecimal
  record Member(long bytes, String sha256) {}

  Manifest(long step, Map<String, Member> members) {
    this(FORMAT, step, new LinkedHashMap<>(members));
  }

  byte[] toJson() {
    return JSON.writeValueAsBytes(this);
  }

  /// Reads the manifest of a checkpoint and every member, and compares.
  ///
  /// @throws FormatException saying what is damaged; other IOExceptions where reading fails
  static Manifest verify(Path folder, long step) throws IOException {
    Manifest manifest = read(folder.resolve(FILE_NAME));
    if (manifest.format != FORMAT || manifest.step != step) {
      throw new FormatException(
          folder, "manifest is of format " + manifest.format + " and step " + manifest.step);
    }
    for (Map.Entry<String, Member> member : manifest.members.entrySet()) {
      verifyMember(folder.resolve(member.getKey()), member.getValue());
    }
    return manifest;
  }

  private static Manifest read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new FormatException(file, "too large for a manifest");
      }
      Manifest manifest = JSON.readValue(Files.readAllBytes(file), Manifest.class);
      if (manifest == null || manifest.members == null || manifest.members.containsValue(null)) {
        throw new FormatException(file, "names no members");
      }
      for (String name : manifest.members.keySet()) {
        if (!Members.NAME.matcher(name).matches()) {
          throw new FormatException(file, "has an unfit member name");
        }
      }
      return manifest;
    } catch (NoSuchFileException e) {
      throw new FormatException(file, "missing", e);
    } catch (JacksonException e) {
      throw new FormatException(file, "no valid manifest: " + e.getOriginalMessage(), e);
    }
  }

  private static void verifyMember(Path file, Member member) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != member.bytes()) {
        throw new FormatException(
            file, "has " + channel.size() + " bytes, the manifest says " + member.bytes());
      }
      MessageDigest digest = Sha256.digest();
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      while (channel.read(chunk.clear()) >= 0) {
        digest.update(chunk.flip());
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(member.sha256())) {
        throw new FormatException(file, "SHA-256 differs from the manifest's");
      }
    } catch (NoSuchFileException e) {
      throw new FormatException(file, "missing", e);
    }
  }
}
