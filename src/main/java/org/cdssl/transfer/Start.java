package org.cdssl.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.Sha256;
import org.cdssl.engine.Weights;
import org.cdssl.storage.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which weights a fine-tuning run starts from: drawn anew, or an encoder's. Kept in the run folder
/// (`init.json`), so that a run is resumed with the same start, or not at all.
///
/// @param file of the encoder; empty: random weights
/// @param sha256 of that file; empty for random weights
/// @param settings JSON of the sections that the encoder's card decides; empty without a card
/// @param channels what is done about another number of input channels
/// @param allowPartial whether less than all of the encoder will do
public record Start(
    String file, String sha256, String settings, ChannelFit channels, boolean allowPartial) {
  /// What `--init` calls random weights.
  public static final String RANDOM = "random";

  private static final String FILE = "init.json";

  /// What the command line says.
  ///
  /// @param init `random`, a run folder or a `.safetensors` file
  public static Start of(String init, ChannelFit channels, boolean allowPartial)
      throws IOException {
    if (init.equals(RANDOM)) {
      return new Start("", "", "", channels, allowPartial);
    }
    EncoderFile encoder = EncoderFile.find(Path.of(init));
    return new Start(
        encoder.weights().toAbsolutePath().normalize().toString(),
        hash(encoder.weights()),
        encoder.settings(),
        channels,
        allowPartial);
  }

  /// The start of the run in a folder; null where there is none yet.
  public static Start read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
      return new Start(
          json.path("file").asString(),
          json.path("sha256").asString(),
          json.path("settings").asString(),
          ChannelFit.valueOf(json.path("channels").asString()),
          json.path("allowPartial").asBoolean());
    } catch (JacksonException | IllegalArgumentException e) {
      throw CdsslException.data(file + ": damaged: " + e.getMessage());
    }
  }

  /// Keeps it in the run folder.
  public void write(Path folder) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file);
    json.put("sha256", sha256);
    json.put("settings", settings);
    json.put("channels", channels.name());
    json.put("allowPartial", allowPartial);
    AtomicFile.write(folder.resolve(FILE), ResultJson.write(json));
  }

  /// Fills the encoder. Says and writes the load report.
  ///
  /// @throws CdsslException DATA where the file does not fit, or is not what it was
  public void fill(Weights weights, Path folder, Consumer<String> say) throws IOException {
    if (file.isEmpty()) {
      return;
    }
    Path path = Path.of(file);
    if (!Files.isRegularFile(path) || !hash(path).equals(sha256)) {
      throw CdsslException.data(
          file + ": is not there any more, or not what it was when this run began");
    }
    LoadReport report = EncoderLoading.load(path, weights, channels, allowPartial);
    say.accept(report.describe());
    AtomicFile.write(folder.resolve("load.json"), ResultJson.write(report.toJson()));
  }

  /// For `result.json`: no path of this machine.
  public String describe() {
    return file.isEmpty() ? RANDOM : Path.of(file).getFileName() + " sha256:" + sha256;
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return Sha256.hex(digest);
  }
}
