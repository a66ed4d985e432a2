package org.cdssl.view;

import java.util.Collections;
import java.util.List;
import org.cdssl.image.PreparedImage;

/// The whole image, again and again.
final class WholeCrops implements Crops {
  @Override
  public List<Box> globals(PreparedImage image, int count, ViewRandom random) {
    return Collections.nCopies(count, Box.of(image));
  }

  @Override
  public Box local(PreparedImage image, List<Box> globals, ViewRandom random) {
    return Box.of(image);
  }
}
