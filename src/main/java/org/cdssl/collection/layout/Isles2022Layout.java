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

/// Kind `isles2022`: BIDS, `sub-strokecase0001/ses-0001/{dwi,
/// anat}/sub-strokecase0001_ses-0001_{dwi, adc, FLAIR}.nii.gz`, masks `..._msk.nii.gz` below
/// `derivatives` (METHOD F).
///
/// Folders and capitals differ between mirrors, so names alone are read. DWI and ADC share the
/// mask's grid and have it as their label; FLAIR has a grid of its own and no label.
final class Isles2022Layout implements Layout {
  private static final Pattern NAME =
      Pattern.compile("sub-(strokecase[0-9]{4})_?(ses-[0-9]{1,4})?.*[_-](dwi|adc|flair|msk|mask)");

  private record Image(FoundFile file, String subject, String session, String contrast) {}

  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<String, FoundFile> masks = new HashMap<>();
    List<Image> images = new ArrayList<>();
    for (FoundFile file : scan.niftis()) {
      Matcher name = NAME.matcher(SourceScan.stem(file).toLowerCase(Locale.ROOT));
      if (!name.matches()) {
        scan.skip(file.path(), "are neither DWI, ADC, FLAIR nor mask of a sub-strokecaseNNNN");
        continue;
      }
      String session = name.group(1) + " " + (name.group(2) == null ? "" : name.group(2));
      if (name.group(3).equals("msk") || name.group(3).equals("mask")) {
        masks.putIfAbsent(session, file);
      } else if (file.path().toLowerCase(Locale.ROOT).contains("derivatives/")) {
        scan.skip(file.path(), "are derived images");
      } else {
        images.add(new Image(file, name.group(1), session, name.group(3)));
      }
    }
    boolean labelled = false;
    for (Image image : images) {
      if (!scan.isFirst(image.session() + " " + image.contrast(), image.file())) {
        continue;
      }
      ImageEntry entry = scan.entry(image.file(), image.subject(), Dimension.D3, Modality.MR);
      FoundFile mask = image.contrast().equals("flair") ? null : masks.get(image.session());
      labelled |= mask != null;
      scan.add(mask == null ? entry : entry.withTarget(new Target.Mask(mask.file())));
    }
    if (labelled) {
      scan.classes(List.of("background", "infarct"));
    }
  }
}
