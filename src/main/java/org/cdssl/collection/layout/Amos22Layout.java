package org.cdssl.collection.layout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// Kind `amos22`: `amos22/{imagesTr, labelsTr, imagesVa, labelsVa, imagesTs}/amos_XXXX.nii.gz`, and
/// the unlabelled archives (METHOD F). The folder may be nested in one of its own name.
///
/// The number tells the modality: up to 500 CT, 501 to 600 MR, 5000 to 6899 unlabelled CT. Two of
/// the latter are published corrupt and passed over.
final class Amos22Layout implements Layout {
  /// As `labels` of the published `dataset.json` numbers them; the same in
  /// github.com/uni-medical/A-Eval, Evaluation/label_systems.py.
  static final List<String> CLASSES =
      List.of(
          "background",
          "spleen",
          "right kidney",
          "left kidney",
          "gall bladder",
          "esophagus",
          "liver",
          "stomach",
          "aorta",
          "postcava",
          "pancreas",
          "right adrenal gland",
          "left adrenal gland",
          "duodenum",
          "bladder",
          "prostate or uterus");

  private static final Set<Integer> CORRUPT = Set.of(5437, 5514);
  private static final Pattern NAME = Pattern.compile("amos_([0-9]{4})");

  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<Integer, FoundFile> masks = new HashMap<>();
    List<FoundFile> images = new ArrayList<>();
    for (FoundFile file : scan.niftis()) {
      Matcher name = NAME.matcher(SourceScan.stem(file).toLowerCase(Locale.ROOT));
      if (!name.matches()) {
        scan.skip(file.path(), "are not named amos_XXXX");
      } else if (file.folder(1).toLowerCase(Locale.ROOT).startsWith("labels")) {
        masks.putIfAbsent(Integer.valueOf(name.group(1)), file);
      } else {
        images.add(file);
      }
    }
    boolean labelled = false;
    for (FoundFile file : images) {
      int number = Integer.parseInt(SourceScan.stem(file).substring("amos_".length()));
      boolean ct = (number >= 1 && number <= 500) || (number >= 5000 && number <= 6899);
      if (CORRUPT.contains(number)) {
        scan.skip(file.path(), "are published corrupt");
      } else if (!ct && (number < 501 || number > 600)) {
        scan.skip(file.path(), "have a number that tells no modality");
      } else if (scan.isFirst(String.valueOf(number), file)) {
        ImageEntry entry =
            scan.entry(
                    file,
                    SourceScan.stem(file).toLowerCase(Locale.ROOT),
                    Dimension.D3,
                    ct ? Modality.CT : Modality.MR)
                .withPart(part(file));
        FoundFile mask = masks.get(number);
        labelled |= mask != null;
        scan.add(mask == null ? entry : entry.withTarget(new Target.Mask(mask.file())));
      }
    }
    if (labelled) {
      scan.classes(CLASSES);
    }
  }

  private static Part part(FoundFile file) {
    return switch (file.folder(1).toLowerCase(Locale.ROOT)) {
      case "imagestr" -> Part.TRAINING;
      case "imagesva" -> Part.VALIDATION;
      case "imagests" -> Part.TEST;
      default -> Part.NONE;
    };
  }
}
