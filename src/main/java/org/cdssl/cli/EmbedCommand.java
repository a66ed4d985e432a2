package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.SourceConfig;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.numpy.NpzWriter;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.FrozenEncoder;
import org.cdssl.transfer.ProbeData;
import org.cdssl.transfer.probe.ProbeTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `embed INIT IMAGES --out X.npz`: the frozen features of images.
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = {
      "Writes an encoder's features of images: arrays features [n, width], ids, subjects and, of a",
      "labelled configuration, labels [n, classes] and classes. A file that cannot be used is",
      "named and left out; the exit code is then 3."
    },
    footer = {
      "",
      "Example:",
      "  cdssl embed runs/first /archive/ct --modality ct --out features.npz",
      "  cdssl embed runs/first my-task.yaml --out features.npz",
      "  numpy.load('features.npz')['features']"
    })
final class EmbedCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  @Parameters(
      index = "0",
      paramLabel = "RUN|FILE|random",
      description = "where the encoder's weights are from")
  String init;

  @Parameters(
      index = "1",
      paramLabel = "IMAGES|CONFIG",
      description = "an image, a folder, or a fine-tuning configuration (.yaml)")
  Path images;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = ".npz file")
  Path out;

  @Option(names = "--modality", description = "of images or a folder: ct, mr, xray, other")
  String modality;

  @Option(names = "--spacing-mm", description = "volumes are resampled to it; 0: native")
  double spacingMm = 1;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "overrides a key")
  List<String> overrides = new ArrayList<>();

  @Option(names = "--threads", description = "same as --set training.threads=")
  Integer threads;

  @Option(names = "--device", description = "same as --set training.device=")
  String device;

  private int failed;

  @Override
  public Integer call() throws IOException {
    if (threads != null) {
      overrides.add("training.threads=" + threads);
    }
    if (device != null) {
      overrides.add("training.device=" + device);
    }
    boolean labelled = images.toString().matches(".*\\.ya?ml");
    try (StopFlag stop = StopFlag.install(STOP_LIMIT, System.err::println)) {
      FrozenEncoder encoder =
          FrozenEncoder.open(init, labelled ? images : null, overrides, System.err::println);
      List<String> classes = List.of();
      List<ProbeTask.Item> items = new ArrayList<>();
      if (labelled) {
        ProbeTask task =
            ProbeData.of(encoder.config(), Integer.MAX_VALUE, stop::requested, this::leftOut);
        classes = task.classes();
        items.addAll(task.training());
        items.addAll(task.validation());
        items.addAll(task.test());
      } else {
        unlabelled(encoder, items);
      }
      if (items.isEmpty()) {
        throw CdsslException.data(images + ": no image could be read");
      }
      write(encoder, items, classes);
    }
    return failed == 0 ? 0 : CdsslException.Kind.DATA.exitCode();
  }

  private void leftOut(String line) {
    failed += line.startsWith("left out") ? 1 : 0;
    System.err.println(line);
  }

  private void unlabelled(FrozenEncoder encoder, List<ProbeTask.Item> items) throws IOException {
    if (modality == null) {
      throw CdsslException.usage("--modality decides the intensity window: ct, mr, xray or other");
    }
    SourceConfig.Modality of;
    try {
      of = SourceConfig.Modality.valueOf(modality.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new CdsslException(
          CdsslException.Kind.USAGE,
          "--modality takes ct, mr, xray or other, found " + modality,
          e);
    }
    SourceConfig source =
        new SourceConfig(
            "images",
            SourceConfig.Kind.FOLDER,
            images.toString(),
            List.of(),
            List.of(),
            of == SourceConfig.Modality.XRAY
                ? SourceConfig.Dimension.D2
                : SourceConfig.Dimension.D3,
            of,
            spacingMm,
            "");
    for (ImageEntry entry : CollectionScan.of(List.of(source)).entries()) {
      try {
        PreparedImage image = ProbeData.loader(encoder.config()).decode(entry);
        items.add(new ProbeTask.Item(image, entry.subject(), new boolean[0]));
      } catch (IOException | CdsslException e) {
        leftOut("left out: " + e.getMessage());
      }
    }
  }

  private void write(FrozenEncoder encoder, List<ProbeTask.Item> items, List<String> classes)
      throws IOException {
    float[][] rows =
        encoder
            .extractor()
            .of(items.size(), ProbeData.maker(encoder.config()), i -> items.get(i).image());
    int width = encoder.extractor().width();
    float[] features = new float[rows.length * width];
    float[] labels = new float[rows.length * classes.size()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, features, i * width, width);
      for (int c = 0; c < classes.size(); c++) {
        labels[i * classes.size() + c] = items.get(i).truth()[c] ? 1 : 0;
      }
    }
    NpzWriter npz =
        new NpzWriter()
            .add("features", VoxelType.FLOAT32, features, rows.length, width)
            .addText("ids", items.stream().map(i -> i.image().id()).toList())
            .addText("subjects", items.stream().map(ProbeTask.Item::subject).toList());
    if (!classes.isEmpty()) {
      npz.add("labels", VoxelType.UINT8, labels, rows.length, classes.size());
      npz.addText("classes", classes);
    }
    npz.write(out);
    System.err.printf("%d features of width %d in %s%n", rows.length, width, out);
  }
}
