package org.cdssl.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The configurations that travel in the jar.
public final class Presets {
  /// What every configuration starts from.
  public static final String BASE = "paper-resnet18.yaml";

  /// Names of all presets, as `extends:` takes them.
  public static final List<String> NAMES =
      List.of(
          "demo.yaml",
          "desd.yaml",
          "dino.yaml",
          "paper-pvt-small.yaml",
          "paper-pvt-small-inflated.yaml",
          BASE,
          "real-small.yaml",
          "resnet2d.yaml",
          "resnet2d-dino.yaml",
          "resnet2d-simsiam.yaml",
          "resnet2d-transvw.yaml",
          "simsiam.yaml",
          "tiny.yaml",
          "tiny-pvt.yaml",
          "transvw.yaml",
          "unimiss.yaml",
          "vox2vec.yaml");

  /// What every configuration of `finetune` starts from.
  public static final String FINETUNE = "finetune.yaml";

  /// Names of the presets of `finetune`.
  public static final List<String> FINETUNE_NAMES =
      List.of(
          FINETUNE,
          "finetune-hippocampus.yaml",
          "finetune-medmnist3d.yaml",
          "finetune-medmnist3d-reference.yaml",
          "finetune-medmnist3d-small.yaml",
          "finetune-msd.yaml",
          "finetune-nih.yaml",
          "finetune-nih-resnet2d.yaml",
          "finetune-pneumoniamnist.yaml",
          "finetune-tiny.yaml");

  /// What every grid starts from.
  public static final String EXPERIMENT = "experiment.yaml";

  /// Names of the presets of `experiment`.
  public static final List<String> EXPERIMENT_NAMES =
      List.of(
          EXPERIMENT,
          "experiments/few-labels.yaml",
          "experiments/phantom-small.yaml",
          "experiments/real-small.yaml",
          "experiments/table1.yaml",
          "experiments/table2.yaml",
          "experiments/table3.yaml",
          "experiments/table4.yaml",
          "experiments/table5.yaml",
          "experiments/table6.yaml",
          "experiments/tables.yaml");

  private Presets() {}

  /// Text of a preset; the suffix may be left out.
  static Optional<String> text(String name) {
    String file = name.endsWith(".yaml") ? name : name + ".yaml";
    if (!NAMES.contains(file)
        && !FINETUNE_NAMES.contains(file)
        && !EXPERIMENT_NAMES.contains(file)) {
      return Optional.empty();
    }
    try (InputStream in = Presets.class.getResourceAsStream("/org/cdssl/config/presets/" + file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
