package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.cdssl.collection.LabelledSplit;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.SplitFile;
import org.cdssl.config.SplitConfig;

/// What a run does about the split of its images (P17): it keeps it in `split.json`, so that
/// whoever goes on with the run or judges it has the same parts, and other runs can be told to take
/// them over. A file that the configuration names comes first.
public record RunSplit(Path file, Use use) {
  private static final String FILE = "split.json";
  private static final String BEFORE = "split-before.json";

  private enum Use {
    /// Divides and writes.
    MAKE,
    /// Reads where it is there, else divides and writes.
    GO_ON,
    /// Reads where it is there, else divides.
    READ
  }

  /// Divides, and writes nothing but a file that the configuration names.
  public static RunSplit none() {
    return new RunSplit(Path.of(FILE), null);
  }

  /// Of a run that begins or is resumed.
  public static RunSplit ofRun(Path run, boolean resumed) {
    return new RunSplit(run.resolve(FILE), resumed ? Use.GO_ON : Use.MAKE);
  }

  /// Of a run that is only looked at.
  public static RunSplit ofFinished(Path run) {
    return new RunSplit(run.resolve(FILE), Use.READ);
  }

  /// The split.
  ///
  /// @throws org.cdssl.CdsslException (DATA) where a file and the images contradict each other, or
  ///   a subject is in two parts
  LabelledSplit of(Manifest manifest, SplitConfig config, Consumer<String> say) throws IOException {
    LabelledSplit split = split(manifest, config, say);
    split.notes().forEach(say);
    return split;
  }

  private LabelledSplit split(Manifest manifest, SplitConfig config, Consumer<String> say)
      throws IOException {
    if (!config.file().isEmpty()) {
      Path named = Path.of(config.file());
      if (!Files.exists(named)) {
        say.accept("split: written to " + named + ", which later runs that name it will read");
      }
      return SplitFile.readOrMake(named, manifest, config);
    }
    if (use == null || (use == Use.READ && !Files.exists(file))) {
      return LabelledSplit.of(manifest, config);
    }
    if (use == Use.MAKE && Files.exists(file)) {
      Files.move(
          file, file.resolveSibling(BEFORE), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      say.accept("split: written to " + file + "; --set data.split.file= names it to other runs");
    }
    return SplitFile.readOrMake(file, manifest, config);
  }
}
