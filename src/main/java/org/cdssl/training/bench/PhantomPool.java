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
record PhantomPool(List<PreparedImage> images) implements ImagePool {
  private static final int XRAY_SIZE = 256;
  private static final int FIRST_XRAY = 1001;

  /// Volumes of about 190 voxels a side at 2 mm.
  static PhantomPool volumes(int count, Size3 minimum) {
    Preparation preparation = new Preparation(Dimension.D3, Modality.CT, 0, XRAY_SIZE, minimum);
    List<PreparedImage> images = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Phantom phantom = Phantom.generate(0, i, new PhantomGrid(192, 192, 128, 2, 2, 2));
      images.add(preparation.prepare("phantom-" + i, phantom.volume()));
    }
    return new PhantomPool(images);
  }

  static PhantomPool xrays(int count, Size3 minimum) {
    Preparation preparation = new Preparation(Dimension.D2, Modality.XRAY, 0, XRAY_SIZE, minimum);
    List<PreparedImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PhantomXray xray = PhantomXray.project(0, FIRST_XRAY + i, XRAY_SIZE);
      images.add(preparation.prepare("xray-" + i, xray.image()));
    }
    return new PhantomPool(images);
  }

  static PhantomPool none() {
    return new PhantomPool(List.of());
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public String id(int index) {
    return images.get(index).id();
  }

  @Override
  public PreparedImage get(int index) {
    return images.get(index);
  }
}
