package org.cdssl.transfer.probe;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cdssl.collection.phantom.OrganCrop;
import org.cdssl.collection.phantom.PhantomGrid;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Preparation;
import org.cdssl.transfer.metric.Predictions.Kind;

/// A labelled task that needs no labels and no files: in which of six organs of a generated patient
/// the middle of a crop of 128 mm lies.
public final class PhantomTask {
  private static final double EXTENT_MM = 128;

  /// Apart from the seeds people choose, so that no phantom of a training set is met again.
  private static final long SEED = 0x70726f6265L;

  private PhantomTask() {}

  /// @param images how many, as many of each organ: half of them train, a tenth validates, the rest
  ///   tests
  /// @param size of the network input; the crops are made at it
  public static ProbeTask of(int images, Size3 size) {
    // the same spacing along all axes, as pre-training has it
    double mm = EXTENT_MM / Math.max(size.h(), size.w());
    // of a volume that a 2D network is to see, the middle slice is left, and the organ is in it
    int depth = size.d() == 1 ? size.h() / 2 : size.d();
    PhantomGrid grid = new PhantomGrid(size.w(), size.h(), depth, mm, mm, mm);
    Preparation preparation =
        new Preparation(Dimension.D3, Modality.CT, 0, Preparation.XRAY_SIDE, new Size3(1, 1, 1));
    List<ProbeTask.Item> items =
        IntStream.range(0, images)
            .parallel()
            .mapToObj(index -> {
              OrganCrop crop = OrganCrop.of(SEED, index, images, grid);
              String name = "probe-phantom-" + index;
              boolean[] truth = new boolean[OrganCrop.ORGANS.size()];
              truth[crop.label()] = true;
              return new ProbeTask.Item(preparation.prepare(name, crop.volume()), name, truth);
            })
            .toList();
    int classes = OrganCrop.ORGANS.size();
    // neighbours in the list are of different organs, so every part is balanced
    int training = images / (2 * classes) * classes;
    int validation = images / (10 * classes) * classes;
    return new ProbeTask(
        "phantom",
        Kind.CLASSES,
        OrganCrop.ORGANS.stream().map(organ -> organ.name().toLowerCase(Locale.ROOT)).toList(),
        items.subList(0, training),
        items.subList(training, training + validation),
        items.subList(training + validation, images));
  }
}
