package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.FormatException;

/// Kind `mimic_cxr_jpg`: `files/p10/p10000032/s50414267/<dicom_id>.jpg` and
/// `mimic-cxr-2.X.X-{metadata, split, chexpert, negbio}.csv[.gz]` (METHOD F).
///
/// Subject and study are those of the path; tables that name others are refused. `split` gives the
/// official part by dicom_id, `chexpert` (else `negbio`) the findings by study_id: 1.0 is present,
/// everything else (0.0, -1.0 for uncertain, nothing said) is not. All tables may be absent.
/// Frontal and lateral views are all taken, as the paper does.
final class MimicCxrJpgLayout implements Layout {
  static final List<String> FINDINGS =
      List.of(
          "Atelectasis",
          "Cardiomegaly",
          "Consolidation",
          "Edema",
          "Enlarged Cardiomediastinum",
          "Fracture",
          "Lung Lesion",
          "Lung Opacity",
          "No Finding",
          "Pleural Effusion",
          "Pleural Other",
          "Pneumonia",
          "Pneumothorax",
          "Support Devices");

  private static final Pattern PATH =
      Pattern.compile("(?:.*/)?p([0-9]{8})/s([0-9]{8})/([0-9a-f]{8}(?:-[0-9a-f]{8}){4})\\.jpe?g");

  private record Xray(FoundFile file, int subject, int study, String dicom) {}

  @Override
  public void scan(SourceScan scan) throws IOException {
    List<Xray> images = images(scan);
    Map<String, Integer> byDicom = HashMap.newHashMap(images.size());
    for (int i = 0; i < images.size(); i++) {
      byDicom.put(images.get(i).dicom(), i);
    }
    Part[] parts = new Part[images.size()];
    Arrays.fill(parts, Part.NONE);
    join(scan, "metadata", images, byDicom, (row, i) -> {});
    join(
        scan,
        "split",
        images,
        byDicom,
        (row, i) -> parts[i] = SourceScan.partNamed(row.get("split")));
    Map<Integer, Target> findings = findings(scan);
    for (int i = 0; i < images.size(); i++) {
      Xray x = images.get(i);
      ImageEntry entry =
          scan.entry(x.file(), "p" + x.subject(), Dimension.D2, Modality.XRAY).withPart(parts[i]);
      scan.add(entry.withTarget(findings.getOrDefault(x.study(), Target.NONE)));
    }
    if (!findings.isEmpty()) {
      scan.classes(FINDINGS);
    }
  }

  private static List<Xray> images(SourceScan scan) throws IOException {
    List<Xray> images = new ArrayList<>();
    for (FoundFile file : scan.files(n -> n.endsWith(".jpg") || n.endsWith(".jpeg"))) {
      Matcher path = PATH.matcher(file.path().toLowerCase(Locale.ROOT));
      if (!path.matches()) {
        scan.skip(file.path(), "are not pNNNNNNNN/sNNNNNNNN/<dicom_id>.jpg");
      } else if (scan.isFirst(path.group(3), file)) {
        images.add(
            new Xray(
                file,
                Integer.parseInt(path.group(1)),
                Integer.parseInt(path.group(2)),
                path.group(3)));
      }
    }
    return images;
  }

  @FunctionalInterface
  private interface Row {
    void accept(CsvTable row, int image);
  }

  /// Joins a table on dicom_id and sees that it names the same subject and study as the path.
  private static void join(
      SourceScan scan, String table, List<Xray> images, Map<String, Integer> byDicom, Row rows)
      throws IOException {
    Optional<Path> file = table(scan, table);
    if (file.isEmpty()) {
      scan.note("no mimic-cxr-*-" + table + ".csv.gz");
      return;
    }
    boolean[] named = new boolean[images.size()];
    int[] absent = {0};
    List<FormatException> wrong = new ArrayList<>();
    CsvTable.read(
        file.get(),
        List.of("dicom_id", "subject_id", "study_id"),
        row -> {
          Integer i = byDicom.get(row.get("dicom_id").toLowerCase(Locale.ROOT));
          if (i == null) {
            absent[0]++;
            return;
          }
          Xray x = images.get(i);
          if (!row.get("subject_id").equals(String.valueOf(x.subject()))
              || !row.get("study_id").equals(String.valueOf(x.study()))) {
            wrong.add(
                row.wrong(
                    x.file().path()
                        + " is said to be of subject "
                        + row.get("subject_id")
                        + ", study "
                        + row.get("study_id")));
            return;
          }
          named[i] = true;
          rows.accept(row, i);
        });
    if (!wrong.isEmpty()) {
      throw wrong.getFirst();
    }
    int without = 0;
    for (boolean n : named) {
      without += n ? 0 : 1;
    }
    if (absent[0] > 0 || without > 0) {
      scan.note(
          "the "
              + table
              + " table names "
              + absent[0]
              + " images that are not there, and not "
              + without
              + " that are");
    }
  }

  private static Map<Integer, Target> findings(SourceScan scan) throws IOException {
    Map<Integer, Target> studies = new HashMap<>();
    Optional<Path> chexpert = table(scan, "chexpert");
    Optional<Path> file = chexpert.isPresent() ? chexpert : table(scan, "negbio");
    if (file.isEmpty()) {
      scan.note("neither chexpert nor negbio table: the images have no labels");
      return studies;
    }
    // studies share few combinations
    Map<Target, Target> known = new HashMap<>();
    List<String> columns = new ArrayList<>(FINDINGS);
    columns.add("study_id");
    CsvTable.read(
        file.get(),
        columns,
        row -> {
          String study = row.get("study_id");
          if (study.matches("[0-9]{1,9}")) {
            Target target =
                new Target.Findings(FINDINGS.stream().map(f -> present(row.get(f))).toList());
            studies.put(Integer.valueOf(study), known.computeIfAbsent(target, t -> t));
          }
        });
    return studies;
  }

  private static boolean present(String value) {
    return value.equals("1.0") || value.equals("1");
  }

  private static Optional<Path> table(SourceScan scan, String name) throws IOException {
    Pattern pattern = Pattern.compile("mimic-cxr-[0-9.]+-" + name + "\\.csv(\\.gz)?");
    try (Stream<Path> files = Files.list(scan.root())) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(n -> pattern.matcher(n).matches())
              .sorted()
              .toList();
      return scan.first(names);
    }
  }
}
