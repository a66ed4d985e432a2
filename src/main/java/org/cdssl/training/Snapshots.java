package org.cdssl.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cdssl.collection.MemoryPool;
import org.cdssl.image.PreparedImage;
import org.cdssl.report.RestorationPicture;
import org.cdssl.report.SamplePictures;
import org.cdssl.view.FixedView;

/// The pictures of a run: some images, one pseudo-3D volume, and over time what the network makes
/// of one X-ray and one volume. Held-out images are preferred, so that the pictures show
/// restoration and not memory.
final class Snapshots {
  private static final int SAMPLES = 4;

  private final Path folder;
  private final HeldOut network;
  private final String source;

  /// @param network whose first X-ray and first volume are shown
  /// @param source where its images come from, for the title: "held-out" or "training"
  Snapshots(Path folder, HeldOut network, String source, RunImages images) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.network = network;
    this.source = source;
    samples("sample-xrays", "X-rays", images.flats());
    samples("sample-volumes", "Volumes", images.volumes());
    first(true)
        .ifPresent(i -> {
          FixedView view = network.views().get(i).view();
          try {
            SamplePictures.writePseudoVolume(
                folder.resolve("pseudo3d.png"),
                "An X-ray as a pseudo-3D volume",
                view.target(),
                view.size());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /// Index of the first view of this kind.
  private Optional<Integer> first(boolean flat) {
    for (int i = 0; i < network.views().size(); i++) {
      if (network.views().get(i).flat() == flat) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
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
  void write(long step) throws IOException {
    for (boolean flat : new boolean[] {true, false}) {
      Optional<Integer> place = first(flat);
      if (place.isPresent()) {
        FixedView view = network.views().get(place.get()).view();
        String kind = flat ? "xray" : "volume";
        RestorationPicture.write(
            folder.resolve(String.format(Locale.ROOT, "step-%06d-%s.png", step, kind)),
            "Step " + step + ": " + source + (flat ? " X-ray" : " volume"),
            view.target(),
            view.input(),
            network.restore(place.get()).getFirst(),
            view.size(),
            flat);
      }
    }
  }
}
