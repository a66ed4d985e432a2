package org.cdssl.collection.layout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// Kind `abdomenct1k`: `AbdomenCT-1K-ImagePart1/Case_00001_0000.nii.gz` (parts 1 to 3, sometimes
/// nested in a folder of the same name) and `Mask/Case_00001.nii.gz` (METHOD F).
///
/// It re-packs LiTS (which is MSD Liver), KiTS, MSD Spleen and Pancreas and NIH Pancreas without
/// saying which case is which; see `docs/reference/collections.md` on overlap.
final class AbdomenCt1kLayout implements Layout {
  /// Values of the published masks: Ma et al., IEEE TPAMI 2022, name the four organs in this order;
  /// users of the masks number them so (vox2organ's mesh templates: liver 1, kidney 2, spleen 3,
  /// pancreas 4). Both kidneys share a value.
  static final List<String> CLASSES =
      List.of("background", "liver", "kidney", "spleen", "pancreas");

  private static final Pattern NAME = Pattern.compile("case_([0-9]{5})(_0000)?");

  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<String, FoundFile> masks = new HashMap<>();
    List<FoundFile> images = new ArrayList<>();
    for (FoundFile file : scan.niftis()) {
      Matcher name = NAME.matcher(SourceScan.stem(file).toLowerCase(Locale.ROOT));
      if (!name.matches()) {
        scan.skip(file.path(), "are not named Case_NNNNN_0000 or Case_NNNNN");
      } else if (name.group(2) == null) {
        masks.putIfAbsent(name.group(1), file);
      } else {
        images.add(file);
      }
    }
    boolean labelled = false;
    for (FoundFile file : images) {
      String number = SourceScan.stem(file).substring("case_".length(), "case_".length() + 5);
      if (scan.isFirst(number, file)) {
        ImageEntry entry = scan.entry(file, "Case_" + number, Dimension.D3, Modality.CT);
        FoundFile mask = masks.get(number);
        labelled |= mask != null;
        scan.add(mask == null ? entry : entry.withTarget(new Target.Mask(mask.file())));
      }
    }
    if (labelled) {
      scan.classes(CLASSES);
    }
  }
}
