package org.cdssl.view;

import java.util.List;
import org.cdssl.image.PreparedImage;

/// Where the views of an image are cut from.
sealed interface Crops permits VolumeCrops, FlatCrops, SuperCrops, AnchoredCrops, WholeCrops {
  /// Boxes of the global views.
  List<Box> globals(PreparedImage image, int count, ViewRandom random);

  /// Box of one local view that goes with these global views.
  Box local(PreparedImage image, List<Box> globals, ViewRandom random);
}
