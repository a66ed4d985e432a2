package org.cdssl.view;

import org.cdssl.config.InputConfig.Flat;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;

/// Sizes of the views of volumes and of X-rays. They are the same where X-rays go through the
/// pseudo-3D transform; an X-ray that is taken as it is has a depth of 1.
public record ViewSizes(Size3 global, Size3 local, Size3 flatGlobal, Size3 flatLocal) {
  /// The sizes that the configuration asks for.
  public static ViewSizes of(ViewsConfig views, PseudoVolumeConfig pseudo3d) {
    return switch (views.flat()) {
      case Flat.PSEUDO3D -> same(views.globalSize(), views.localSize());
      case Flat.PLAIN ->
          new ViewSizes(
              views.globalSize(),
              views.localSize(),
              square(pseudo3d.imageSize()),
              square(pseudo3d.localImageSize()));
    };
  }

  /// X-rays and volumes alike.
  static ViewSizes same(Size3 global, Size3 local) {
    return new ViewSizes(global, local, global, local);
  }

  private static Size3 square(int side) {
    return new Size3(1, side, side);
  }

  /// Size of a global view.
  public Size3 global(boolean flat) {
    return flat ? flatGlobal : global;
  }

  /// Size of a local view.
  public Size3 local(boolean flat) {
    return flat ? flatLocal : local;
  }

  /// Whether X-rays and volumes can be in one batch.
  public boolean mix() {
    return global.equals(flatGlobal) && local.equals(flatLocal);
  }
}
