package org.cdssl.transfer;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageLoader;
import org.cdssl.config.Size3;
import org.cdssl.config.TaskConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.storage.AtomicFile;
import org.cdssl.transfer.metric.Accuracy;
import org.cdssl.view.InputMaker;

/// Applies a trained classifier to new images. Needs the exported model and nothing of the run.
public final class Prediction {
  /// Images that go through the network together.
  private static final int BATCH = 16;

  private final ModelFile model;
  private final Labels labels;
  private final Classifier classifier;
  private final Compute compute;
  private final Precision precision;
  private final ImageLoader loader;
  private final InputMaker maker;

  /// What came of a call.
  ///
  /// @param written rows
  /// @param failed one line for each file that could not be used, with the reason
  public record Outcome(int written, List<String> failed) {}

  /// @throws CdsslException where the weights do not fit the card
  public Prediction(ModelFile model, Compute compute, Precision precision) throws IOException {
    this.model = model;
    this.compute = compute;
    this.precision = precision;
    labels = new Labels(model.config().task().kind(), model.classes());
    if (labels.kind() == TaskConfig.Kind.SEGMENTATION) {
      throw new IllegalArgumentException("a classifier is wanted");
    }
    classifier = new Classifier(model.config(), labels.count(), compute);
    model.load(classifier.weights());
    classifier.weights().setTraining(false);
    loader = ModelInput.loader(model.config());
    maker = ModelInput.maker(model.config());
  }

  /// Writes a table with a row an image: `image,prediction` and a column of probabilities a class.
  /// A file that cannot be used is said and left out.
  ///
  /// @param images files and folders
  /// @param say told of each file that is left out
  /// @throws CdsslException USAGE where a path does not exist
  public Outcome write(List<Path> images, Path table, BooleanSupplier stop, Consumer<String> say)
      throws IOException {
    List<String> failed = new ArrayList<>();
    StringWriter text = new StringWriter();
    int written = 0;
    CsvWriter csv = CsvWriter.builder().build(text);
    List<String> head = new ArrayList<>(List.of("image", "prediction"));
    head.addAll(labels.names());
    csv.writeRecord(head);
    List<NewImages.Wanted> wanted =
        NewImages.list(images, model, reason -> fail(reason, failed, say));
    for (int from = 0; from < wanted.size() && !stop.getAsBoolean(); from += BATCH) {
      List<NewImages.Wanted> some = wanted.subList(from, Math.min(wanted.size(), from + BATCH));
      written += batch(some, csv, failed, say);
    }
    csv.flush();
    AtomicFile.write(table, text.toString());
    return new Outcome(written, failed);
  }

  private int batch(
      List<NewImages.Wanted> wanted, CsvWriter csv, List<String> failed, Consumer<String> say) {
    Size3 size = maker.size();
    float[] input = new float[wanted.size() * size.voxels()];
    List<String> names = new ArrayList<>();
    for (NewImages.Wanted image : wanted) {
      try {
        maker.fixed(loader.decode(image.entry()), input, names.size() * size.voxels());
        names.add(image.name());
      } catch (IOException | CdsslException e) {
        String reason = String.valueOf(e.getMessage()).replace(image.entry().id(), image.name());
        fail(reason.contains(image.name()) ? reason : image.name() + ": " + reason, failed, say);
      }
    }
    if (names.isEmpty()) {
      return 0;
    }
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled();
        Autocast cast = Autocast.with(precision, compute)) {
      Tensor all = TensorIo.copyOf(input, compute, wanted.size(), 1, size.d(), size.h(), size.w());
      Tensor x = all.narrow(0, 0, names.size());
      double[][] scores = ModelInput.probabilities(classifier.logits(x), labels);
      for (int i = 0; i < names.size(); i++) {
        row(csv, names.get(i), scores[i]);
      }
    }
    return names.size();
  }

  private void row(CsvWriter csv, String name, double[] scores) {
    List<String> row = new ArrayList<>(List.of(name, called(scores)));
    for (double score : scores) {
      row.add(Double.toString(score));
    }
    csv.writeRecord(row);
  }

  /// The class, or the findings above one half joined by `|`.
  private String called(double[] scores) {
    if (!labels.findings()) {
      return labels.names().get(Accuracy.call(scores));
    }
    List<String> present = new ArrayList<>();
    for (int c = 0; c < scores.length; c++) {
      if (scores[c] > 0.5) {
        present.add(labels.names().get(c));
      }
    }
    return String.join("|", present);
  }

  private static void fail(String reason, List<String> failed, Consumer<String> say) {
    failed.add(reason);
    say.accept("left out: " + reason);
  }
}
