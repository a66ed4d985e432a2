package org.cdssl.training.bench;

import java.util.ArrayList;
import java.util.List;
import org.cdssl.collection.phantom.Phantom;
import org.cdssl.collection.phantom.PhantomGrid;
import org.cdssl.collection.phantom.PhantomXray;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Preparation;
import org.cdssl.image.PreparedImage;
import org.cdssl.view.ImagePool;

/// Generated images in memory, so that a benchmark needs no files.
final class PhantomPool {
  private static final int XRAY_SIZE = 256;
  private static final int FIRST_XRAY = 1001;

  private PhantomPool() {}

  /// Volumes of about 190 voxels a side at 2 mm.
  static ImagePool volumes(int count, Size3 minimum) {
    Preparation preparation = new Preparation(Dimension.D3, Modality.CT, 0, XRAY_SIZE, minimum);
    List<PreparedImage> images = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Phantom phantom = Phantom.generate(0, i, new PhantomGrid(192, 192, 128, 2, 2, 2));
      images.add(preparation.prepare("phantom-" + i, phantom.volume()));
    }
    return ImagePool.of(images);
  }

  static ImagePool xrays(int count, Size3 minimum) {
    Preparation preparation = new Preparation(Dimension.D2, Modality.XRAY, 0, XRAY_SIZE, minimum);
    List<PreparedImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PhantomXray xray = PhantomXray.project(0, FIRST_XRAY + i, XRAY_SIZE);
      images.add(preparation.prepare("xray-" + i, xray.image()));
    }
    return ImagePool.of(images);
  }

  static ImagePool none() {
    return ImagePool.of(List.of());
  }
}
