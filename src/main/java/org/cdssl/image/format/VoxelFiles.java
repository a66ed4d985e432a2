package org.cdssl.image.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the files that a header names for its voxels.
///
/// They must lie in the folder of the header or below it, by their real paths: a header from
/// elsewhere must not make a program read other files (P15).
public final class VoxelFiles {
  /// More slices than any image has; a list may not go on for ever.
  private static final int MOST_FILES = 1 << 16;

  private static final Pattern NUMBER = Pattern.compile("%(0?)([0-9]?)d");

  private VoxelFiles() {}

  /// The file of that name beside the header.
  ///
  /// @throws FormatException where it is not there, lies elsewhere or is no regular file
  public static Path resolve(Path header, String name) throws IOException {
    Path folder = header.toAbsolutePath().getParent().toRealPath();
    Path real;
    try {
      Path named = Path.of(name);
      if (name.isBlank()) {
        throw new FormatException(header, "names no file for its voxels");
      }
      // refused before the disk is asked, so that not even the existence of other files shows
      if (named.isAbsolute() || !folder.resolve(named).normalize().startsWith(folder)) {
        throw outside(header, name);
      }
      real = folder.resolve(named).toRealPath();
    } catch (InvalidPathException e) {
      throw new FormatException(header, "names '" + name + "' for its voxels, which is no path", e);
    } catch (NoSuchFileException e) {
      throw new FormatException(header, "the file of its voxels, " + name + ", is not there", e);
    } catch (FormatException e) {
      throw e;
    } catch (IOException e) {
      throw new FormatException(
          header, "the file of its voxels, " + name + ", cannot be reached: " + e.getMessage(), e);
    }
    if (!real.startsWith(folder)) {
      throw outside(header, name);
    }
    if (!Files.isRegularFile(real)) {
      throw new FormatException(header, "names " + name + " for its voxels, which is no file");
    }
    return real;
  }

  /// The names that a numbered pattern such as `slice%03d.raw` stands for, `from` to `to`.
  ///
  /// @param header for messages
  public static List<String> numbered(Path header, String pattern, long from, long to, long step)
      throws FormatException {
    Matcher matcher = NUMBER.matcher(pattern);
    boolean one = matcher.find();
    if (!one || pattern.indexOf('%') != pattern.lastIndexOf('%')) {
      throw new FormatException(
          header, "names its voxels '" + pattern + "'; one number such as %03d is needed in it");
    }
    if (step == 0 || (to > from && step < 0) || (to < from && step > 0) || from < 0 || to < 0) {
      throw new FormatException(
          header, "numbers its files %d to %d by %d, which ends nowhere".formatted(from, to, step));
    }
    if (Math.abs(to - from) / Math.abs(step) >= MOST_FILES) {
      throw new FormatException(header, "names more than " + MOST_FILES + " files");
    }
    int width = matcher.group(2).isEmpty() ? 1 : Integer.parseInt(matcher.group(2));
    String pad = matcher.group(1).isEmpty() ? " " : "0";
    List<String> names = new ArrayList<>();
    for (long n = from; step > 0 ? n <= to : n >= to; n += step) {
      String digits = Long.toString(n);
      names.add(
          pattern.substring(0, matcher.start())
              + pad.repeat(Math.max(0, width - digits.length()))
              + digits
              + pattern.substring(matcher.end()));
    }
    return names;
  }

  /// The remaining lines of a header, each the name of a file.
  public static List<String> listed(Path header, HeaderLines lines) throws IOException {
    List<String> names = new ArrayList<>();
    for (String line; (line = lines.next()) != null; ) {
      if (!line.isBlank()) {
        names.add(line.strip());
      }
      if (names.size() > MOST_FILES) {
        throw new FormatException(header, "names more than " + MOST_FILES + " files");
      }
    }
    return names;
  }

  private static FormatException outside(Path header, String name) {
    return new FormatException(
        header,
        "names '%s' for its voxels, which is outside its folder; put the file beside the header"
            .formatted(name));
  }
}
