package org.cdssl.config;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.cdssl.config.SourceConfig.Kind;

/// The `data` section: sources that can be scanned, shares that can be kept.
final class SourceChecks {
  private final Checks checks;

  SourceChecks(Checks checks) {
    this.checks = checks;
  }

  void run(DataConfig data, ConfigLoader.Use use) {
    checks.shareBelowOne("data.heldOut", data.heldOut());
    checks.atLeast("data.heldOutMax", data.heldOutMax(), 1);
    if (use == ConfigLoader.Use.PRETRAIN && !checks.anyBroken("data.cache")) {
      checks.require(
          data.cache().isEmpty() || Files.isDirectory(Path.of(data.cache())),
          "no such folder: " + data.cache() + "; cdssl prepare CONFIG --out makes it",
          "data.cache");
    }
    pool(data.sources(), data.maxBadFraction(), data.memoryMb(), use);
  }

  /// What both kinds of `data` section have.
  void pool(List<SourceConfig> sources, double maxBadFraction, int memoryMb, ConfigLoader.Use use) {
    checks.within("data.maxBadFraction", maxBadFraction, 0, 1);
    checks.atLeast("data.memoryMb", memoryMb, 1);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < sources.size(); i++) {
      source("data.sources." + i, sources.get(i), names, use);
    }
    if (use != ConfigLoader.Use.SETTINGS) {
      checks.require(
          !sources.isEmpty(),
          "name at least one collection of images (docs/reference/configuration.md shows how)",
          "data.sources");
    }
  }

  private void source(String key, SourceConfig source, Set<String> names, ConfigLoader.Use use) {
    String name = source.name();
    checks.require(
        name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"),
        "must be a short name of letters, digits and . _ -, is '" + name + "'",
        key + ".name");
    checks.require(
        checks.anyBroken(key + ".name") || names.add(name),
        "another source is called '" + name + "' already",
        key + ".name");
    if (use != ConfigLoader.Use.SETTINGS && !checks.anyBroken(key + ".path")) {
      Path path = Path.of(source.path());
      checks.require(Files.exists(path), "no such file or folder: " + source.path(), key + ".path");
      checks.require(
          !Files.exists(path) || Files.isReadable(path),
          "may not be read: " + source.path(),
          key + ".path");
    }
    source.include().forEach(glob -> glob(key + ".include", glob));
    source.exclude().forEach(glob -> glob(key + ".exclude", glob));
    checks.within(key + ".spacingMm", source.spacingMm(), 0, 100);
    subject(key + ".subject", source.subject());
    kind(key, source);
  }

  /// What a layout knows need not be stated, and may not be stated otherwise.
  private void kind(String key, SourceConfig source) {
    Kind kind = source.kind();
    boolean folder = kind == Kind.FOLDER;
    stated(key, "dimension", kind, folder, source.dimension(), kind.dimensions());
    stated(key, "modality", kind, folder, source.modality(), kind.modalities());
    checks.require(
        folder || source.subject().isEmpty(),
        "kind " + EnumText.of(kind) + " knows whose its images are; leave this out",
        key + ".subject",
        key + ".kind");
  }

  private <E extends Enum<E>> void stated(
      String key, String name, Kind kind, boolean must, Optional<E> value, Set<E> possible) {
    String one = possible.stream().sorted().map(EnumText::of).collect(Collectors.joining(" or "));
    checks.require(
        !must || value.isPresent(), "missing value: kind folder cannot know it", key + "." + name);
    checks.require(
        value.isEmpty() || possible.contains(value.get()),
        "images of kind " + EnumText.of(kind) + " are " + one + "; leave this out",
        key + "." + name,
        key + ".kind");
  }

  private void glob(String key, String glob) {
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + glob);
      checks.require(!glob.isBlank(), "an empty pattern matches nothing", key);
    } catch (PatternSyntaxException e) {
      checks.require(false, "not a glob pattern: '" + glob + "', " + e.getDescription(), key);
    }
  }

  private void subject(String key, String regex) {
    if (regex.isEmpty()) {
      return;
    }
    try {
      int groups = Pattern.compile(regex).matcher("").groupCount();
      checks.require(
          groups >= 1,
          "needs a group in parentheses that is the subject, like ([0-9]+)_, is '" + regex + "'",
          key);
    } catch (PatternSyntaxException e) {
      checks.require(
          false, "not a regular expression: '" + regex + "', " + e.getDescription(), key);
    }
  }
}
