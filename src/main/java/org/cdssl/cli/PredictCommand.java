package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.config.TaskConfig;
import org.cdssl.engine.Compute;
import org.cdssl.training.Precisions;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.ModelFile;
import org.cdssl.transfer.Prediction;
import org.cdssl.transfer.segmentation.MaskPrediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `predict RUN|MODEL IMAGES...`: applies a model to new images.
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Applies a fine-tuned model to new images: a table with the class and all probabilities, or,",
      "of a segmentation model, a mask of each image on its own voxels.",
      "A file that cannot be used is named and left out; the exit code is then 3."
    },
    footer = {
      "",
      "Example:",
      "  cdssl predict runs/task /archive/new --out predictions.csv",
      "  cdssl predict handed-over/model.json scan.nii.gz --out scan.csv",
      "  cdssl predict runs/segmentation /archive/new --out masks"
    })
final class PredictCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  @Parameters(
      index = "0",
      paramLabel = "RUN|MODEL",
      description = "a finetune run, or its model.json with model.safetensors beside it")
  Path model;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGES", description = "files, folders")
  List<Path> images;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE|DIR",
      description = "the table (CSV), or the folder of the masks (.nii.gz), that is written")
  Path out;

  @Option(names = "--threads", description = "threads of the tensor library; 0: all cores")
  int threads;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE})")
  String device = "cpu";

  @Override
  public Integer call() throws IOException {
    ModelFile file = ModelFile.read(model);
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, System.err::println)) {
      Compute compute = Compute.on(device, threads);
      Prediction.Outcome outcome =
          file.config().task().kind() == TaskConfig.Kind.SEGMENTATION
              ? MaskPrediction.write(
                  file, compute, images, out, stop::requested, System.err::println)
              : new Prediction(
                      file,
                      compute,
                      Precisions.choose(file.config().training().precision(), compute))
                  .write(images, out, stop::requested, System.err::println);
      System.err.printf(
          Locale.ROOT,
          "%d image(s) in %s, %d left out%n",
          outcome.written(),
          out,
          outcome.failed().size());
      if (stop.requested()) {
        throw stop.stopped(outcome.written() + " images are in " + out);
      }
      return outcome.failed().isEmpty() ? 0 : CdsslException.Kind.DATA.exitCode();
    }
  }
}
