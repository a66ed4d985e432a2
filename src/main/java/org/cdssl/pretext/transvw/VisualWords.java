package org.cdssl.pretext.transvw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.Sha256;
import org.cdssl.storage.AtomicFile;
import org.cdssl.view.Box;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The visual words of a collection, as `words.json` holds them. May be edited: words and cubes can
/// be taken out, added and moved.
///
/// @param format [#FORMAT]
/// @param asked what the words were made by; `prepare` finds them anew only where it asks for
///   something else
/// @param words the classes; a word's place in the list is its label
public record VisualWords(int format, Map<String, String> asked, List<Word> words) {
  static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// A class.
  ///
  /// @param dimension `2d` or `3d`, for the reader
  /// @param reference the image in which the place was chosen
  /// @param cubes what shows it
  public record Word(String dimension, String reference, List<Cube> cubes) {}

  /// A box of voxels of a prepared image.
  ///
  /// @param image name of the image, as the manifest has it
  public record Cube(String image, int x, int y, int z, int w, int h, int d) {
    Box box() {
      return new Box(z, y, x, d, h, w);
    }
  }

  /// Name of a sample: cube `k` of the word with this label.
  String name(int label, int k) {
    return words.get(label).cubes().get(k).image() + "#" + label + "." + k;
  }

  /// Labels of all samples by name.
  Map<String, Integer> labels() {
    Map<String, Integer> labels = new HashMap<>();
    for (int label = 0; label < words.size(); label++) {
      for (int k = 0; k < words.get(label).cubes().size(); k++) {
        labels.put(name(label, k), label);
      }
    }
    return labels;
  }

  private byte[] text() {
    return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// SHA-256 of the words.
  byte[] sha256() {
    return Sha256.digest().digest(text());
  }

  void write(Path file) throws IOException {
    byte[] text = text();
    AtomicFile.stream(file, out -> out.write(text));
  }

  /// @throws CdsslException DATA where the file is not what it should be
  static VisualWords read(Path file) throws IOException {
    VisualWords words;
    try {
      words = JSON.readValue(Files.readString(file), VisualWords.class);
    } catch (JacksonException e) {
      throw CdsslException.data(file + ": not a file of visual words: " + e.getOriginalMessage());
    }
    words.check(file);
    return words;
  }

  private void check(Path file) {
    if (format != FORMAT || words == null || words.size() < 2) {
      throw CdsslException.data(
          file + ": needs format " + FORMAT + " and at least two words; run cdssl prepare again");
    }
    for (Word word : words) {
      for (Cube cube : word.cubes()) {
        if (cube.image() == null
            || Math.min(cube.x(), Math.min(cube.y(), cube.z())) < 0
            || Math.min(cube.w(), Math.min(cube.h(), cube.d())) < 1) {
          throw CdsslException.data(file + ": not a box in an image: " + cube);
        }
      }
    }
  }
}
