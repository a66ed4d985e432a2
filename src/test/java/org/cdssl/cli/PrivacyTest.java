package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipInputStream;
import org.cdssl.image.format.dicom.DicomWriter;
import org.cdssl.image.format.dicom.IdentifyingTags;
import org.cdssl.training.TinyRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P18 from end to end: DICOM files with markers in all elements that identify somebody go through
/// every verb that reads them, and no byte of what was printed or written holds one, whether plain
/// or compressed.
class PrivacyTest {
  private static final String MARKER = "MRKR7Q";
  private static final String UID = "2.25.777666555";

  private static final Pattern PICTURE = Pattern.compile("base64,([A-Za-z0-9+/=]+)");
  private static final List<byte[]> WANTED = wanted();

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private static List<byte[]> wanted() {
    List<byte[]> wanted = new ArrayList<>();
    for (String text : List.of(MARKER, UID.substring(5))) {
      wanted.add(text.getBytes(StandardCharsets.US_ASCII));
      wanted.add(text.getBytes(StandardCharsets.UTF_16LE));
      wanted.add(text.getBytes(StandardCharsets.UTF_16BE));
    }
    return wanted;
  }

  @BeforeEach
  void writeFiles() throws IOException {
    TinyRun.in(folder, 1, 1); // its images and configuration
    for (int series = 0; series < 4; series++) {
      // the last two share a folder
      Path place = Files.createDirectories(folder.resolve("in/ct/s" + Math.min(series, 2)));
      for (int z = 0; z < 12; z++) {
        Files.write(place.resolve("i" + series + "-" + z), slice(series, z).write());
      }
    }
    Path xrays = Files.createDirectories(folder.resolve("in/xrays"));
    for (int i = 0; i < 4; i++) {
      DicomWriter image =
          marked(DicomWriter.image(36, 36), "9." + i)
              .text(0x00080060, "CS", "DX")
              .pixels(pixels(36, 7 + i));
      Files.write(xrays.resolve("x" + i + ".dcm"), image.write());
    }
    Files.writeString(
        folder.resolve("dicom.yaml"),
        """
        extends: my.yaml
        data:
          sources:
            - {name: ct, path: in/ct, dimension: 3d, modality: ct}
            - {name: cxr, path: in/xrays, dimension: 2d, modality: xray}
        training: {epochs: 1, stepsPerEpoch: 6, pictureEverySteps: 3}
        """);
  }

  private static DicomWriter slice(int series, int z) {
    return marked(DicomWriter.image(20, 20), "1." + series + "." + z)
        .at(0, 0, z)
        .text(0x00280030, "DS", "1\\1")
        .text(0x0020000E, "UI", UID + ".1." + series)
        .text(0x00281052, "DS", "-1024")
        .text(0x00281053, "DS", "1")
        .pixels(pixels(20, 3 + series + 2 * z));
  }

  private static DicomWriter marked(DicomWriter dicom, String instance) {
    for (int tag : IdentifyingTags.ALL) {
      dicom.text(tag, "LO", MARKER + Integer.toHexString(tag));
    }
    return dicom
        .text(0x0020000E, "UI", UID + ".2." + instance)
        .text(0x00080018, "UI", UID + "." + instance)
        .text(0x0020000D, "UI", UID + ".3")
        .sequence(0x00081140, new DicomWriter().text(0x00100010, "PN", MARKER + "^inside"));
  }

  private static int[] pixels(int side, int seed) {
    int[] pixels = new int[side * side];
    for (int i = 0; i < pixels.length; i++) {
      double wave = Math.sin(i % side * 0.3 + seed) * Math.cos(i / side * (0.2 + 0.01 * seed));
      pixels[i] = (int) (1100 + 900 * wave);
    }
    return pixels;
  }

  private int cdssl(Object... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      return Main.run(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void noOutputOfAnyVerbHoldsWhatIdentifiesSomebody() throws IOException {
    Path config = folder.resolve("dicom.yaml");
    Path ct = folder.resolve("in/ct/s0");
    Path out = Files.createDirectory(folder.resolve("out"));
    Path cache = out.resolve("cache");
    Path run = out.resolve("run");
    assertThat(cdssl("check", config, "--all", "--json", out.resolve("check.json"))).isZero();
    assertThat(cdssl("prepare", config, "--out", cache)).isZero();
    assertThat(cdssl("pretrain", config, "--out", run, "--cache", cache)).isZero();
    assertThat(cdssl("inspect", ct)).isZero();
    assertThat(cdssl("inspect", "--json", ct)).isZero();
    assertThat(cdssl("inspect", run)).isZero();
    assertThat(cdssl("convert", ct, out.resolve("a.nii.gz"))).isZero();
    assertThat(cdssl("convert", ct, out.resolve("a.npy"))).isZero();
    assertThat(cdssl("convert", folder.resolve("in/xrays/x1.dcm"), out.resolve("a.png"))).isZero();

    // what is broken is told about, too
    Path broken = Files.createDirectory(folder.resolve("in/broken"));
    byte[] whole = slice(9, 9).write();
    Files.write(broken.resolve("b.dcm"), Arrays.copyOf(whole, whole.length - 3));
    Files.write(broken.resolve("c.dcm"), Arrays.copyOf(whole, 700));
    assertThat(cdssl("check", broken, "--all", "--json", out.resolve("broken.json"))).isEqualTo(3);
    assertThat(cdssl("inspect", broken.resolve("b.dcm"))).isEqualTo(3);

    assertThat(said.toString(StandardCharsets.UTF_8)).contains("series of 12 files", "8 images");
    assertThat(findings(said.toByteArray())).as("printed").isEmpty();
    List<String> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        names.add(out.relativize(file).toString());
        for (byte[] text : texts(file)) {
          findings(text).forEach(what -> found.add(file + ": " + what));
        }
      }
    }
    assertThat(found).isEmpty();
    assertThat(names)
        .contains(
            "check.json",
            "check.json.journal",
            "broken.json",
            "cache/cache.json",
            "cache/content.jsonl",
            "cache/fingerprint.json",
            "run/report.html",
            "run/log.txt",
            "run/metrics.jsonl",
            "run/config.yaml",
            "run/provenance.json",
            "run/data.json",
            "run/encoder.safetensors",
            "a.nii.gz",
            "a.png")
        .anyMatch(name -> name.endsWith(".shard"))
        .anyMatch(name -> name.endsWith("model.safetensors"));
  }

  @Test
  void theSearchFindsMarkersWhereverTheyMayHide() throws IOException {
    byte[] inputs = slice(0, 0).write();
    assertThat(findings(inputs)).hasSize(2);
    Path packed = folder.resolve("x.gz");
    try (var gzip = new java.util.zip.GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write(inputs);
    }
    assertThat(texts(packed)).anyMatch(text -> !findings(text).isEmpty());
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (var deflate = new java.util.zip.DeflaterOutputStream(deflated)) {
      deflate.write(inputs);
    }
    Path page = folder.resolve("x.html");
    Files.writeString(page, "src='base64," + Base64.getEncoder().encodeToString(inputs) + "'");
    assertThat(texts(page)).anyMatch(text -> !findings(text).isEmpty());
    Path picture = folder.resolve("x.png");
    Files.write(picture, deflated.toByteArray());
    assertThat(texts(picture)).anyMatch(text -> !findings(text).isEmpty());
  }

  /// Markers and UIDs in some bytes.
  private static List<String> findings(byte[] bytes) {
    List<String> found = new ArrayList<>();
    String text = latin(bytes);
    for (byte[] one : WANTED) {
      if (text.contains(latin(one))) {
        found.add(latin(one));
      }
    }
    return found;
  }

  /// The bytes of a file, and all that can be unpacked of them.
  private static List<byte[]> texts(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<byte[]> texts = new ArrayList<>(List.of(bytes));
    unpack(new ByteArrayInputStream(bytes), file.toString().endsWith(".gz"), texts);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      while (zip.getNextEntry() != null) {
        texts.add(zip.readAllBytes());
      }
    }
    String text = latin(bytes);
    Matcher pictures = PICTURE.matcher(text);
    while (pictures.find()) {
      byte[] picture = Base64.getDecoder().decode(pictures.group(1));
      texts.add(picture);
      streams(picture, texts);
    }
    if (file.toString().endsWith(".png")) {
      streams(bytes, texts);
    }
    return texts;
  }

  private static void unpack(InputStream in, boolean gzip, List<byte[]> to) throws IOException {
    if (gzip) {
      to.add(new GZIPInputStream(in).readAllBytes());
    }
  }

  /// Whatever inflates from any place that looks like the start of a zlib stream.
  private static void streams(byte[] bytes, List<byte[]> to) {
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] != 0x78 || ((bytes[i] & 0xff) * 256 + (bytes[i + 1] & 0xff)) % 31 != 0) {
        continue;
      }
      ByteArrayOutputStream inflated = new ByteArrayOutputStream();
      try (InputStream in =
          new InflaterInputStream(new ByteArrayInputStream(bytes, i, bytes.length - i))) {
        in.transferTo(inflated);
      } catch (IOException e) {
        // no stream, or one that other bytes interrupt: what came out of it counts
      }
      to.add(inflated.toByteArray());
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
