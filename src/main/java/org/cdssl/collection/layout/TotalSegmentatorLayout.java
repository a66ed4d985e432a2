package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cdssl.collection.Part;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// Kind `totalsegmentator`: `s0000/ct.nii.gz` (or `mri.nii.gz` of the MR collection),
/// `s0000/segmentations/*.nii.gz`, `meta.csv` with semicolons (METHOD F).
///
/// Of `meta.csv` only `image_id` and `split` are read. A mask is a file of its own for each of over
/// a hundred structures, so images have no single label map and no label here. CT and MR number
/// their subjects apart.
final class TotalSegmentatorLayout implements Layout {
  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<String, Part> parts = parts(scan);
    Set<String> absent = new HashSet<>(parts.keySet());
    for (FoundFile file : scan.files(n -> n.matches("(ct|mri)\\.nii(\\.gz)?"))) {
      String subject = file.folder(1);
      boolean ct = file.name().startsWith("c") || file.name().startsWith("C");
      if (!subject.matches("s[0-9]{4,5}")) {
        scan.skip(file.path(), "are in no folder named sNNNN");
      } else if (scan.isFirst(subject + (ct ? " ct" : " mr"), file)) {
        absent.remove(subject);
        scan.add(
            scan.entry(
                    file, (ct ? "" : "mr-") + subject, Dimension.D3, ct ? Modality.CT : Modality.MR)
                .withPart(parts.getOrDefault(subject, Part.NONE)));
      }
    }
    if (!absent.isEmpty()) {
      scan.note(
          absent.size()
              + " of "
              + parts.size()
              + " subjects of meta.csv have no image, such as "
              + absent.stream().sorted().findFirst().orElseThrow());
    }
  }

  private static Map<String, Part> parts(SourceScan scan) throws IOException {
    Map<String, Part> parts = new HashMap<>();
    Optional<Path> meta = scan.first(List.of("meta.csv"));
    if (meta.isEmpty()) {
      scan.note("no meta.csv: the images have no official part");
      return parts;
    }
    CsvTable.read(
        meta.get(),
        List.of("image_id"),
        row -> parts.put(row.get("image_id"), SourceScan.partNamed(row.get("split"))));
    return parts;
  }
}
