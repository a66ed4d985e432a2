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

/// Kind `verse2020`: restructured, `dataset-01training/rawdata/sub-verse004/sub-verse004_ct.nii.gz`
/// with `derivatives/.../sub-verse004_seg-vert_msk.nii.gz`, or as in the challenge,
/// `verse004.nii.gz` with `verse004_seg.nii.gz` (METHOD F).
///
/// A patient whose spine was scanned in pieces has several files, `sub-verse401_split-verse253_ct`:
/// `sub-` names the subject, `split-` the scan. In the challenge layout only the scan is named. The
/// official part is the one that a folder above the file names.
final class Verse2020Layout implements Layout {
  static final List<String> CLASSES = classes();

  private static final Pattern BIDS =
      Pattern.compile("sub-([a-z]+[0-9]+)((?:_[a-z]+-[a-z0-9]+)*?)_(ct|seg-vert_msk)");
  private static final Pattern SPLIT = Pattern.compile("_split-([a-z]+[0-9]+)");
  private static final Pattern CHALLENGE = Pattern.compile("((?:verse|gl)[0-9]+)(_seg)?");

  private record Scan(FoundFile file, String subject, String name) {}

  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<String, FoundFile> masks = new HashMap<>();
    List<Scan> images = new ArrayList<>();
    for (FoundFile file : scan.niftis()) {
      String stem = SourceScan.stem(file).toLowerCase(Locale.ROOT);
      Matcher bids = BIDS.matcher(stem);
      Matcher challenge = CHALLENGE.matcher(stem);
      if (bids.matches()) {
        Matcher split = SPLIT.matcher(bids.group(2));
        String other = split.replaceAll("");
        String name = (split.reset().find() ? split.group(1) : bids.group(1)) + other;
        if (bids.group(3).equals("ct")) {
          images.add(new Scan(file, bids.group(1), name));
        } else {
          masks.putIfAbsent(name, file);
        }
      } else if (!challenge.matches()) {
        scan.skip(file.path(), "are neither CT nor vertebra mask");
      } else if (challenge.group(2) == null) {
        images.add(new Scan(file, challenge.group(1), challenge.group(1)));
      } else {
        masks.putIfAbsent(challenge.group(1), file);
      }
    }
    boolean labelled = false;
    for (Scan image : images) {
      if (scan.isFirst(image.name(), image.file())) {
        ImageEntry entry =
            scan.entry(image.file(), image.subject(), Dimension.D3, Modality.CT)
                .withPart(SourceScan.partOf(image.file()));
        FoundFile mask = masks.get(image.name());
        labelled |= mask != null;
        scan.add(mask == null ? entry : entry.withTarget(new Target.Mask(mask.file())));
      }
    }
    if (labelled) {
      scan.classes(CLASSES);
    }
  }

  /// 1 to 7 cervical, 8 to 19 thoracic, 20 to 25 lumbar, 26 sacrum and 27 coccyx (not labelled), 28
  /// a thirteenth thoracic: README of github.com/anjany/verse.
  private static List<String> classes() {
    List<String> names = new ArrayList<>(List.of("background"));
    for (int i = 1; i <= 7; i++) {
      names.add("C" + i);
    }
    for (int i = 1; i <= 12; i++) {
      names.add("T" + i);
    }
    for (int i = 1; i <= 6; i++) {
      names.add("L" + i);
    }
    names.addAll(List.of("sacrum", "coccyx", "T13"));
    return List.copyOf(names);
  }
}
