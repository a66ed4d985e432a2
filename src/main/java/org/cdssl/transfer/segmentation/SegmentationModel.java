package org.cdssl.transfer.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.config.SegmentationConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.TaskConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.engine.Weights;
import org.cdssl.image.Geometry;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.training.Precisions;
import org.cdssl.transfer.ModelFile;

/// A trained segmentation network applied to new images: masks on the voxels of the input file,
/// with its affine and in the order it stores them.
public final class SegmentationModel {
  /// Reading keeps the float32 voxels of the file and of its RAS+ and resampled copies for a while.
  private static final int READING_BYTES_A_VOXEL = 12;

  private final ModelFile model;
  private final SegmentationConfig settings;
  private final Compute compute;
  private final Precision precision;
  private final CaseLoader loader;
  private final SlidingWindow window;

  private SegmentationModel(ModelFile model, Weights weights, SegmentationNetwork network) {
    this.model = model;
    settings = model.config().segmentation();
    compute = weights.compute();
    precision = Precisions.choose(model.config().training().precision(), compute);
    loader =
        new CaseLoader(
            settings.spacingMm(), settings.interpolation(), settings.window(), model.classes());
    window = new SlidingWindow(network::logits, model.classes().size() + 1, settings, compute);
  }

  /// Builds the network and fills it.
  ///
  /// @throws CdsslException DATA where the weights do not fit, USAGE where it is no segmentation
  public static SegmentationModel open(ModelFile model, Compute compute) throws IOException {
    if (model.config().task().kind() != TaskConfig.Kind.SEGMENTATION) {
      throw CdsslException.usage(model.weights() + ": is no segmentation model");
    }
    Weights weights = new Weights(compute);
    SegmentationNetwork network =
        new SegmentationNetwork(
            weights,
            model.config().network(),
            model.config().segmentation().decoderNorm(),
            model.classes().size() + 1,
            false);
    model.load(weights);
    weights.setTraining(false);
    return new SegmentationModel(model, weights, network);
  }

  /// Names of the labels from 1 on.
  public List<String> classes() {
    return model.classes();
  }

  /// Writes the mask of an image.
  ///
  /// @param mask a `.nii` or `.nii.gz` file
  /// @param say told what it will take before anything is read
  /// @param stop asked between windows
  /// @return false where it was stopped; nothing is written then
  /// @throws IOException that names the file where it cannot be read
  public boolean predict(Path image, Path mask, Consumer<String> say, BooleanSupplier stop)
      throws IOException {
    try (Autocast cast = Autocast.with(precision, compute)) {
      say.accept(image.getFileName() + ": takes about " + announce(image));
      SegmentationCase of = loader.image(image.getFileName().toString(), image, model.modality());
      byte[] labels = window.labels(of, stop);
      if (labels == null) {
        return false;
      }
      GridMap grid = of.grid();
      int[] size = grid.size();
      NiftiWriter.writeLabels(
          mask, size[0], size[1], size[2], grid.toStored(labels), grid.geometry());
      return true;
    }
  }

  private String announce(Path image) throws IOException {
    ImageHeader header = ImageFiles.readHeader(image);
    Geometry geometry =
        header
            .geometry()
            .orElseThrow(
                () -> new FormatException(image, "is a flat image; segmentation needs volumes"));
    GridMap grid;
    try {
      grid = GridMap.of(header.nx(), header.ny(), header.nz(), geometry, settings.spacingMm());
    } catch (IllegalArgumentException e) {
      throw new FormatException(image, e.getMessage(), e);
    }
    int[] n = grid.netSize();
    MemoryEstimate estimate = window.estimate(new Size3(n[2], n[1], n[0]));
    long reading =
        READING_BYTES_A_VOXEL * Math.max(header.frameVoxels(), (long) n[0] * n[1] * n[2]);
    return estimate.text() + "; while the file is read " + (reading >> 20) + " MiB more";
  }
}
