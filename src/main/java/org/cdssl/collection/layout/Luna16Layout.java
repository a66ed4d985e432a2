package org.cdssl.collection.layout;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// Kind `luna16`: `subset0/ ... subset9/<SeriesInstanceUID>.mhd` with `.raw` or `.zraw` (METHOD F).
///
/// Lung masks have the names of the scans and lie in folders of their own, so only what lies in a
/// `subsetN` folder is a scan. The size of an entry is that of both files, so that a data file that
/// is cut short changes the manifest. Patients are not published: each series is a subject.
final class Luna16Layout implements Layout {
  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<String, FoundFile> data = new HashMap<>();
    var files = scan.files(n -> n.endsWith(".mhd") || n.endsWith(".raw") || n.endsWith(".zraw"));
    for (FoundFile file : files) {
      if (!isHeader(file)) {
        data.put(stemPath(file), file);
      }
    }
    String root = scan.root().getFileName() == null ? "" : scan.root().getFileName().toString();
    for (FoundFile file : files) {
      if (!isHeader(file)) {
        continue;
      }
      String folder = file.folderPath().isEmpty() ? root : file.folder(1);
      String uid = file.name().substring(0, file.name().length() - ".mhd".length());
      FoundFile voxels = data.get(stemPath(file));
      if (!folder.toLowerCase(Locale.ROOT).matches("subset[0-9]")) {
        scan.skip(file.path(), "are in no subset folder, as lung masks are");
      } else if (voxels == null) {
        scan.skip(file.path(), "have no .raw or .zraw beside them");
      } else if (scan.isFirst(uid, file)) {
        FoundFile both = new FoundFile(file.path(), file.file(), file.bytes() + voxels.bytes());
        scan.add(scan.entry(both, uid, Dimension.D3, Modality.CT));
      }
    }
  }

  private static boolean isHeader(FoundFile file) {
    return file.name().toLowerCase(Locale.ROOT).endsWith(".mhd");
  }

  private static String stemPath(FoundFile file) {
    return file.path().substring(0, file.path().lastIndexOf('.'));
  }
}
