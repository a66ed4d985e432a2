package org.cdssl.transfer.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Quarantined;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.SegmentationConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.report.MaskOverlay;
import org.cdssl.transfer.ModelFile;
import org.cdssl.transfer.PartResult;
import org.cdssl.transfer.Task;
import org.cdssl.transfer.TaskBatch;

/// A class for every voxel (METHOD E.2): patches, Dice and cross-entropy, sliding windows; judged
/// by Dice, on the test part also by surface distance and in the grid of the files.
public final class SegmentationTask implements Task {
  /// So many of the worst test cases are drawn.
  private static final int PICTURES = 6;

  private final FinetuneConfig config;
  private final SegmentationConfig settings;
  private final List<String> classes;
  private final List<Region> regions;
  private final Compute compute;
  private final Weights weights;
  private final SegmentationNetwork network;
  private final CaseLoader loader;
  private final Map<Part, CasePool> pools = new EnumMap<>(Part.class);
  private final PatchSampler sampler;
  private final SlidingWindow window;
  private final String dataSha256;

  /// @param classes names of the labels from 1 on
  /// @param parts images with their masks
  /// @param dataSha256 of what decides the parts
  public SegmentationTask(
      FinetuneConfig config,
      List<String> classes,
      Map<Part, List<ImageEntry>> parts,
      String dataSha256,
      Compute compute) {
    this.config = config;
    this.classes = List.copyOf(classes);
    this.compute = compute;
    this.dataSha256 = dataSha256;
    settings = config.segmentation();
    regions = Region.of(classes, settings);
    weights = new Weights(compute);
    network =
        new SegmentationNetwork(
            weights,
            config.network(),
            settings.decoderNorm(),
            classes.size() + 1,
            config.training().freezeEncoder());
    loader =
        new CaseLoader(settings.spacingMm(), settings.interpolation(), settings.window(), classes);
    AtomicLong budget = new AtomicLong((long) config.data().memoryMb() << 20);
    for (Part part : List.of(Part.TRAINING, Part.VALIDATION, Part.TEST)) {
      pools.put(
          part,
          new CasePool(
              parts.getOrDefault(part, List.of()), loader, budget, config.data().maxBadFraction()));
    }
    CasePool training = pools.get(Part.TRAINING);
    // a model that is only judged has nothing to draw from
    sampler =
        training.size() == 0
            ? null
            : new PatchSampler(training, settings, config.training().batchSize(), config.seed());
    window = new SlidingWindow(network::logits, classes.size() + 1, settings, compute);
  }

  @Override
  public String describe() {
    return "segmentation, "
        + classes.size()
        + " classes ("
        + String.join(", ", classes)
        + "), patch "
        + settings.patch();
  }

  @Override
  public Weights weights() {
    return weights;
  }

  @Override
  public int stepsPerPass() {
    return Math.max(1, Math.ceilDiv(size(Part.TRAINING), config.training().batchSize()));
  }

  @Override
  public int size(Part part) {
    return pools.containsKey(part) ? pools.get(part).size() : 0;
  }

  @Override
  public TaskBatch batch(long step) {
    return sampler.batch(step);
  }

  @Override
  public Tensor loss(TaskBatch batch) {
    PatchBatch patches = (PatchBatch) batch;
    Tensor images = TensorIo.copyOf(patches.images(), compute, patches.shape(1));
    Tensor labels =
        torch
            .tensor(patches.labels())
            .view(patches.shape())
            .to(compute.device(), torch.ScalarType.Long);
    return DiceCrossEntropy.loss(network.logits(images), labels);
  }

  @Override
  public PartResult evaluate(Part part, BooleanSupplier stop) throws IOException {
    CasePool pool = pools.get(part);
    List<CaseScore> headline = new ArrayList<>();
    List<CaseScore> resampled = new ArrayList<>();
    boolean inFull = part == Part.TEST;
    for (int i = 0; i < pool.size(); i++) {
      Optional<SegmentationCase> found = pool.find(i);
      if (found.isEmpty()) {
        continue;
      }
      SegmentationCase of = found.get();
      byte[] labels = window.labels(of, stop);
      if (labels == null) {
        return null;
      }
      ImageEntry entry = pool.entry(i);
      CaseScore score = CaseScore.ofDice(entry.id(), entry.subject(), labels, of.labels(), regions);
      resampled.add(score);
      headline.add(inFull ? stored(entry, of.grid(), labels) : score);
    }
    return new SegmentationResult(
        regions, headline, resampled, pool.quarantined().size(), inFull ? this::draw : null);
  }

  /// Judged on the voxels of the file.
  private CaseScore stored(ImageEntry entry, GridMap grid, byte[] labels) throws IOException {
    byte[] prediction = grid.toStored(labels);
    byte[] reference = loader.storedMask(entry);
    int[] size = {grid.size()[2], grid.size()[1], grid.size()[0]};
    return CaseScore.ofDice(entry.id(), entry.subject(), prediction, reference, regions)
        .withSurfaces(
            prediction, reference, size, grid.storedSpacingMm(), settings.toleranceMm(), regions);
  }

  /// The worst test cases with their reference and prediction, on the network's grid.
  private void draw(Path folder, List<CaseScore> worstFirst) throws IOException {
    CasePool pool = pools.get(Part.TEST);
    for (int rank = 0; rank < Math.min(PICTURES, worstFirst.size()); rank++) {
      CaseScore score = worstFirst.get(rank);
      for (int i = 0; i < pool.size(); i++) {
        Optional<SegmentationCase> found =
            pool.entry(i).id().equals(score.id()) ? pool.find(i) : Optional.empty();
        if (found.isPresent()) {
          draw(folder, rank + 1, score, found.get());
        }
      }
    }
  }

  private void draw(Path folder, int rank, CaseScore score, SegmentationCase of)
      throws IOException {
    byte[] labels = window.labels(of, () -> false);
    float[] image = new float[labels.length];
    for (int i = 0; i < image.length; i++) {
      image[i] = of.image().intensity(i);
    }
    new MaskOverlay(of.size(), image, of.labels(), labels)
        .write(
            folder,
            String.format(Locale.ROOT, "case-%02d", rank),
            String.format(Locale.ROOT, "%s, Dice %.3f", score.id(), score.mean(regions)),
            "Number " + rank + " of the test cases, worst first.",
            classes);
  }

  @Override
  public String dataSha256() {
    return dataSha256;
  }

  @Override
  public Map<String, Object> dataDescription() {
    List<Object> rows = new ArrayList<>();
    List<Object> bad = new ArrayList<>();
    pools.forEach((part, pool) -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("part", part.name().toLowerCase(Locale.ROOT));
      row.put("images", pool.size());
      row.put("subjects", pool.entries().stream().map(ImageEntry::subject).distinct().count());
      row.put("bad", pool.quarantined().size());
      rows.add(row);
      for (Quarantined file : pool.quarantined()) {
        bad.add(Map.of("file", file.entry().id(), "reason", file.reason()));
      }
    });
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("manifestSha256", dataSha256);
    all.put("classes", classes);
    all.put("parts", rows);
    all.put("bad", bad);
    return all;
  }

  /// Reads cases ahead, as many as the memory takes, so that bad files are found before the first
  /// step.
  ///
  /// @param say told which files are left out and why
  public void preload(BooleanSupplier stop, Consumer<String> say) {
    for (CasePool pool : pools.values()) {
      IntStream.range(0, pool.size())
          .parallel()
          .filter(i -> !stop.getAsBoolean() && pool.hasRoom())
          .forEach(pool::find);
      pool.quarantined().forEach(bad -> say.accept("left out: " + bad.reason()));
    }
  }

  @Override
  public int leftOut() {
    return pools.values().stream().mapToInt(p -> p.quarantined().size()).sum();
  }

  @Override
  public void export(Path folder, String provenance) throws IOException {
    ModelFile.write(
        folder, config, classes, weights(), pools.get(Part.TRAINING).entry(0), provenance);
  }
}
