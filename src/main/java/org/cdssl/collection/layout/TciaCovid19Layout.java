package org.cdssl.collection.layout;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// Kind `tcia_covid19`: "CT Images in COVID-19", `volume-covid19-A-0001.nii.gz` and follow-ups
/// `..._day007.nii.gz`, some folders below the root (METHOD F). A follow-up is of the same subject.
///
/// The COVID-19-20 challenge uses the same names with `_ct` and `_seg`: its scans are copies of
/// these, so they are passed over.
final class TciaCovid19Layout implements Layout {
  private static final Pattern NAME =
      Pattern.compile("volume-covid19-([a-z]-[0-9]{4})(_day[0-9]{1,4})?(_ct|_seg)?");

  @Override
  public void scan(SourceScan scan) throws IOException {
    for (FoundFile file : scan.niftis()) {
      String stem = SourceScan.stem(file).toLowerCase(Locale.ROOT);
      Matcher name = NAME.matcher(stem);
      if (!name.matches()) {
        scan.skip(file.path(), "are not named volume-covid19-A-NNNN");
      } else if (name.group(3) != null) {
        scan.skip(file.path(), "are files of the COVID-19-20 challenge");
      } else if (scan.isFirst(stem, file)) {
        String subject = name.group(1).toUpperCase(Locale.ROOT);
        scan.add(scan.entry(file, subject, Dimension.D3, Modality.CT));
      }
    }
  }
}
