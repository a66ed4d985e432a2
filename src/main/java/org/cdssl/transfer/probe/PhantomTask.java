package org.cdssl.transfer.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cdssl.collection.phantom.MassShape;
import org.cdssl.collection.phantom.Phantom;
import org.cdssl.collection.phantom.PhantomGrid;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Preparation;
import org.cdssl.transfer.metric.Predictions.Kind;

/// A labelled task that needs no labels and no files: generated CT crops of 96 mm around a lung
/// mass, which is smooth or lobulated. Size, place, density and texture are the same for both
/// classes; only the form of the surface tells them apart.
public final class PhantomTask {
  private static final double EXTENT_MM = 80;

  /// Apart from the seeds people choose, so that no phantom of a training set is met again.
  private static final long SEED = 0x70726f6265L;

  private PhantomTask() {}

  /// @param images how many, half of each class: half of them train, a tenth validates, the rest
  ///   tests
  /// @param size of the network input; the crops are made at it
  public static ProbeTask of(int images, Size3 size) {
    // the same spacing along all axes, as pre-training has it
    double mm = EXTENT_MM / Math.max(size.h(), size.w());
    // of a volume that a 2D network is to see, the middle slice is left, and the mass is in it
    int depth = size.d() == 1 ? size.h() / 2 : size.d();
    PhantomGrid grid = new PhantomGrid(size.w(), size.h(), depth, mm, mm, mm);
    Preparation preparation =
        new Preparation(Dimension.D3, Modality.CT, 0, Preparation.XRAY_SIDE, new Size3(1, 1, 1));
    List<ProbeTask.Item> items =
        IntStream.rangeClosed(1, images)
            .parallel()
            .mapToObj(index -> {
              Phantom phantom = Phantom.aroundMass(SEED, index, grid);
              String name = "probe-phantom-" + index;
              boolean lobulated = phantom.shape() == MassShape.LOBULATED;
              return new ProbeTask.Item(
                  preparation.prepare(name, phantom.volume()),
                  name,
                  new boolean[] {!lobulated, lobulated});
            })
            .toList();
    // neighbours in the list are one of each class, so every part is balanced
    int training = images / 4 * 2;
    int validation = images / 20 * 2;
    List<String> classes = new ArrayList<>(List.of("smooth", "lobulated"));
    return new ProbeTask(
        "phantom",
        Kind.CLASSES,
        classes,
        items.subList(0, training),
        items.subList(training, training + validation),
        items.subList(training + validation, images));
  }
}
