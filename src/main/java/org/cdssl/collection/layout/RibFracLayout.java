package org.cdssl.collection.layout;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.collection.Part;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// Kind `ribfrac`: `RibFracN-image.nii.gz` in `ribfrac-train-images-1/Part1`, `-2/Part2`,
/// `ribfrac-val-images` and `ribfrac-test-images` (METHOD F).
///
/// The official part is the one that a folder above the file names. `-label.nii.gz` numbers single
/// fractures, whose classes are in a table, so it is no label map and images have no label here.
final class RibFracLayout implements Layout {
  private static final Pattern IMAGE =
      Pattern.compile("ribfrac([0-9]{1,4})-image", Pattern.CASE_INSENSITIVE);

  @Override
  public void scan(SourceScan scan) throws IOException {
    for (FoundFile file : scan.niftis()) {
      String stem = SourceScan.stem(file);
      Matcher image = IMAGE.matcher(stem);
      if (stem.toLowerCase(Locale.ROOT).endsWith("-label")) {
        scan.skip(file.path(), "number fractures, which is no label map");
      } else if (!image.matches()) {
        scan.skip(file.path(), "are not named RibFracN-image");
      } else {
        String number = String.valueOf(Integer.parseInt(image.group(1)));
        if (scan.isFirst(number, file)) {
          scan.add(
              scan.entry(file, "RibFrac" + number, Dimension.D3, Modality.CT)
                  .withPart(SourceScan.partOf(file)));
        }
      }
    }
    if (scan.parts().contains(Part.NONE)) {
      scan.note("some images lie in no folder of train, val or test; they have no official part");
    }
  }
}
