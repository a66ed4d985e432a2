package org.cdssl.training.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.cdssl.image.format.FormatException;
import org.cdssl.storage.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Where a run comes from (`provenance.json`; promise P4): all that its numbers may depend on, and
/// nothing about who ran it or on which host.
///
/// @param codeVersion of this program, `development` when it runs from class files
/// @param gitRevision of the build; empty where the build did not note one
/// @param libraries name to version
/// @param jdk vendor and version
/// @param os name, version, architecture
/// @param cpuModel as the operating system names it; empty where it does not
/// @param cpuLevel instruction set that the numerical library uses, such as `AVX512`
/// @param seed of the run
/// @param dataSha256 of the data manifest
/// @param threads of the numerical library
/// @param startedAt UTC, to the second
public record Provenance(
    String codeVersion,
    String gitRevision,
    SortedMap<String, String> libraries,
    String jdk,
    String os,
    String cpuModel,
    String cpuLevel,
    long seed,
    String dataSha256,
    int threads,
    String startedAt) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// Describes the run that starts now in this process.
  public static Provenance now(
      Map<String, String> libraries, String cpuLevel, long seed, String dataSha256, int threads) {
    Attributes build = buildAttributes();
    return new Provenance(
        Objects.requireNonNullElse(build.getValue("Implementation-Version"), "development"),
        Objects.requireNonNullElse(build.getValue("Git-Revision"), ""),
        new TreeMap<>(libraries),
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
        Stream.of("os.name", "os.version", "os.arch")
            .map(System::getProperty)
            .reduce((a, b) -> a + " " + b)
            .orElseThrow(),
        cpuModel(Path.of("/proc/cpuinfo")),
        cpuLevel,
        seed,
        dataSha256,
        threads,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  public void write(Path file) throws IOException {
    AtomicFile.write(file, toJson() + "\n");
  }

  /// @throws FormatException where the file is no provenance
  public static Provenance read(Path file) throws IOException {
    try {
      Provenance read = JSON.readValue(Files.readAllBytes(file), Provenance.class);
      if (read == null) {
        throw new FormatException(file, "holds no provenance");
      }
      return read;
    } catch (JacksonException e) {
      throw new FormatException(file, "no valid provenance: " + e.getOriginalMessage(), e);
    }
  }

  public String toJson() {
    return JSON.writeValueAsString(this);
  }

  /// What is different in a run that wants to go on from this one's checkpoint, apart from when it
  /// started: one `key: was -> is` each, in a fixed order.
  public List<String> differencesTo(Provenance other) {
    Map<String, String> was = flat();
    Map<String, String> is = other.flat();
    TreeSet<String> keys = new TreeSet<>(was.keySet());
    keys.addAll(is.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String before = was.getOrDefault(key, "none");
      String after = is.getOrDefault(key, "none");
      if (!before.equals(after)) {
        differences.add(key + ": " + before + " -> " + after);
      }
    }
    return differences;
  }

  private Map<String, String> flat() {
    Map<String, String> flat = new TreeMap<>();
    flat.put("codeVersion", codeVersion);
    flat.put("gitRevision", gitRevision);
    libraries.forEach((name, version) -> flat.put("libraries." + name, version));
    flat.put("jdk", jdk);
    flat.put("os", os);
    flat.put("cpuModel", cpuModel);
    flat.put("cpuLevel", cpuLevel);
    flat.put("seed", Long.toString(seed));
    flat.put("dataSha256", dataSha256);
    flat.put("threads", Integer.toString(threads));
    flat.values().removeIf(Objects::isNull);
    return flat;
  }

  /// The main attributes of the jar this class comes from; none where it comes from a folder.
  private static Attributes buildAttributes() {
    String self = Provenance.class.getName().replace('.', '/') + ".class";
    String url = Objects.toString(Provenance.class.getClassLoader().getResource(self), "");
    if (!url.startsWith("jar:")) {
      return new Attributes();
    }
    String manifest = url.substring(0, url.length() - self.length()) + "META-INF/MANIFEST.MF";
    try (InputStream input = URI.create(manifest).toURL().openStream()) {
      return new Manifest(input).getMainAttributes();
    } catch (IOException e) {
      return new Attributes(); // a jar without a manifest notes no version
    }
  }

  static String cpuModel(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
