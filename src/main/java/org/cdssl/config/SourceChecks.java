package org.cdssl.config;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The `data` section: sources that can be scanned, shares that can be kept.
final class SourceChecks {
  private final PretrainConfig config;
  private final Checks checks;

  SourceChecks(PretrainConfig config, Checks checks) {
    this.config = config;
    this.checks = checks;
  }

  void run(ConfigLoader.Use use) {
    DataConfig data = config.data();
    checks.shareBelowOne("data.heldOut", data.heldOut());
    checks.atLeast("data.heldOutMax", data.heldOutMax(), 1);
    checks.within("data.maxBadFraction", data.maxBadFraction(), 0, 1);
    checks.atLeast("data.memoryMb", data.memoryMb(), 1);
    if (use == ConfigLoader.Use.PRETRAIN && !checks.anyBroken("data.cache")) {
      checks.require(
          data.cache().isEmpty() || Files.isDirectory(Path.of(data.cache())),
          "no such folder: " + data.cache() + "; cdssl prepare CONFIG --out makes it",
          "data.cache");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < data.sources().size(); i++) {
      source("data.sources." + i, data.sources().get(i), names, use);
    }
    if (use == ConfigLoader.Use.PRETRAIN) {
      checks.require(
          !data.sources().isEmpty(),
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
    if (use == ConfigLoader.Use.PRETRAIN && !checks.anyBroken(key + ".path")) {
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
