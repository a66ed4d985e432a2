package org.cdssl.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cdssl.collection.MemoryPool;
import org.cdssl.image.PreparedImage;
import org.cdssl.report.RestorationPicture;
import org.cdssl.report.SamplePictures;
import org.cdssl.view.FixedView;
import org.cdssl.view.ViewMaker;

/// The pictures of a run: some images, one pseudo-3D volume, and over time what the network makes of one X-ray and
/// one volume. Held-out images are preferred, so that the pictures show restoration and not memory.
final class Snapshots {
  private static final int SAMPLES = 4;

  private final Path folder;
  private final HeldOut network;
  private final List<FixedView> views = new ArrayList<>();
  private final List<Boolean> flat = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  Snapshots(Path folder, HeldOut network, ViewMaker maker, RunImages images) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.network = network;
    add(maker, images.heldOutFlats(), images.flats(), true);
    add(maker, images.heldOutVolumes(), images.volumes(), false);
    samples("sample-xrays", "X-rays", images.flats());
    samples("sample-volumes", "Volumes", images.volumes());
    if (flat.contains(true)) {
      FixedView view = views.getFirst();
      SamplePictures.writePseudoVolume(
          folder.resolve("pseudo3d.png"), "An X-ray as a pseudo-3D volume", view.target(), view.size());
    }
  }

  private void add(ViewMaker maker, MemoryPool heldOut, MemoryPool training, boolean isFlat) {
    MemoryPool pool = heldOut.size() > 0 ? heldOut : training;
    if (pool.size() > 0) {
      views.add(maker.fixedView(pool.get(0)));
      flat.add(isFlat);
      names.add((heldOut.size() > 0 ? "held-out " : "training ") + (isFlat ? "X-ray" : "volume"));
    }
  }

  private void samples(String file, String title, MemoryPool pool) throws IOException {
    List<PreparedImage> some = new ArrayList<>();
    int count = Math.min(SAMPLES, pool.size());
    for (int i = 0; i < count; i++) {
      some.add(pool.get((int) ((long) i * pool.size() / count)));
    }
    if (!some.isEmpty()) {
      SamplePictures.write(folder.resolve(file + ".png"), title, some);
    }
  }

  /// Writes the restorations as they are after `step` steps.
  void write(long step) {
    for (int i = 0; i < views.size(); i++) {
      FixedView view = views.get(i);
      float[] restored = network.restore(List.of(view)).getFirst();
      String kind = flat.get(i) ? "xray" : "volume";
      try {
        RestorationPicture.write(
            folder.resolve(String.format(Locale.ROOT, "step-%06d-%s.png", step, kind)),
            "Step " + step + ": " + names.get(i),
            view.target(),
            view.input(),
            restored,
            view.size(),
            flat.get(i));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
