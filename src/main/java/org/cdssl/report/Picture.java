package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A PNG of a run's `pictures` folder with what it shows.
///
/// @param name file name without `.png`
/// @param title of the side file, or derived from the name
/// @param caption of the side file, or derived from the name
/// @param png the file
record Picture(String name, String title, String caption, Path png) {
  private static final Pattern STEP = Pattern.compile("step-0*(\\d{1,15})-(.+)");
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /// Larger files are no montage of ours and would swell the page.
  private static final long LARGEST_BYTES = 16L << 20;

  /// Every PNG of the folder by name; none where there is no folder. What only calls itself PNG is
  /// left out.
  static List<Picture> readAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files =
          list.filter(f -> f.getFileName().toString().endsWith(".png"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    List<Picture> pictures = new ArrayList<>();
    for (Path file : files) {
      if (isPng(file)) {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - ".png".length());
        JsonNode side = JsonLines.readOrNull(folder.resolve(name + ".json"));
        String title = side == null ? "" : JsonLines.text(side, "title");
        String caption = side == null ? "" : JsonLines.text(side, "caption");
        pictures.add(
            new Picture(
                name,
                title.isEmpty() ? derivedTitle(name) : title,
                caption.isEmpty() ? derivedCaption(name) : caption,
                file));
      }
    }
    return pictures;
  }

  /// The training step of a `step-NNNNNN-kind` picture.
  OptionalLong step() {
    Matcher matcher = STEP.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /// `xray`, `volume` … of a `step-NNNNNN-kind` picture; else the name up to its first hyphen.
  String kind() {
    Matcher matcher = STEP.matcher(name);
    if (matcher.matches()) {
      return matcher.group(2);
    }
    int hyphen = name.indexOf('-');
    return hyphen < 0 ? name : name.substring(0, hyphen);
  }

  /// A `figure` element with the picture inside.
  String html() throws IOException {
    String data = Base64.getEncoder().encodeToString(Files.readAllBytes(png));
    return """
    <figure class="picture">
    <h3>%s</h3>
    <div class="scroll"><img alt="%s" src="data:image/png;base64,%s"/></div>
    <figcaption>%s</figcaption>
    </figure>
    """
        .formatted(
            Html.escape(title), Html.escape(title + ". " + caption), data, Html.escape(caption));
  }

  static String kindName(String kind) {
    return switch (kind) {
      case "xray" -> "X-ray";
      case "volume" -> "volume";
      default -> kind;
    };
  }

  private static String derivedTitle(String name) {
    Matcher matcher = STEP.matcher(name);
    if (matcher.matches()) {
      return "Step "
          + Numbers.count(Long.parseLong(matcher.group(1)))
          + ", "
          + kindName(matcher.group(2));
    }
    String words = name.replace('-', ' ').replace('_', ' ').strip();
    return words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String derivedCaption(String name) {
    Matcher matcher = STEP.matcher(name);
    if (matcher.matches()) {
      return "Original, corrupted input and restoration of one "
          + kindName(matcher.group(2))
          + " after "
          + Numbers.count(Long.parseLong(matcher.group(1)))
          + " steps.";
    }
    if (name.startsWith("sample-")) {
      return "An image of the data as training sees it, before any crop or corruption.";
    }
    if (name.startsWith("pseudo3d-")) {
      return "Slices of the pseudo-3D volume made from one X-ray.";
    }
    return "Picture " + name + ".png of the run folder.";
  }

  private static boolean isPng(Path file) throws IOException {
    if (Files.size(file) > LARGEST_BYTES) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE);
    }
  }
}
