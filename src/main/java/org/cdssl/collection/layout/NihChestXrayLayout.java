package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.FormatException;

/// Kind `nih_chestxray14`: NIH ChestX-ray14 (METHOD E.3).
///
/// `PPPPPPPP_FFF.png` (patient, follow-up) in `images_001/images` ... `images_012/images`, in one
/// `images`, or flat; `Data_Entry_2017.csv`, `Data_Entry_2017_v2020.csv` or `labels.csv` with the
/// columns "Image Index" and "Finding Labels"; `train_val_list.txt` and `test_list.txt` where the
/// official split is wanted. The patient is the number in the file name, checked against the table.
final class NihChestXrayLayout implements Layout {
  /// The order of labels used everywhere.
  static final List<String> FINDINGS =
      List.of(
          "Atelectasis",
          "Cardiomegaly",
          "Effusion",
          "Infiltration",
          "Mass",
          "Nodule",
          "Pneumonia",
          "Pneumothorax",
          "Consolidation",
          "Edema",
          "Emphysema",
          "Fibrosis",
          "Pleural_Thickening",
          "Hernia");

  private static final List<String> TABLES =
      List.of("Data_Entry_2017_v2020.csv", "Data_Entry_2017.csv", "labels.csv");
  private static final String IMAGE = "Image Index";
  private static final String LABELS = "Finding Labels";
  private static final Pattern NAME = Pattern.compile("([0-9]{8})_[0-9]{3}\\.png");

  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<String, Target> labels = labels(scan);
    Map<String, Part> parts = new HashMap<>();
    list(scan, "train_val_list.txt", Part.TRAINING, parts);
    list(scan, "test_list.txt", Part.TEST, parts);
    Set<String> missing = new HashSet<>(labels.keySet());
    int unlabelled = 0;
    int listed = 0;
    for (FoundFile file : scan.files(name -> name.endsWith(".png"))) {
      String name = file.name().toLowerCase(Locale.ROOT);
      Matcher matcher = NAME.matcher(name);
      if (!matcher.matches()) {
        scan.skip(file.path(), "are not named PPPPPPPP_FFF.png");
      } else if (scan.isFirst(name, file)) {
        Target target = labels.getOrDefault(name, Target.NONE);
        missing.remove(name);
        unlabelled += target.equals(Target.NONE) ? 1 : 0;
        listed++;
        ImageEntry entry = scan.entry(file, matcher.group(1), Dimension.D2, Modality.XRAY);
        scan.add(entry.withTarget(target).withPart(parts.getOrDefault(name, Part.NONE)));
      }
    }
    if (!labels.isEmpty()) {
      scan.classes(FINDINGS);
      if (unlabelled > 0) {
        scan.note(unlabelled + " of " + listed + " images are not in the table and have no label");
      }
      if (!missing.isEmpty()) {
        scan.note(
            missing.size()
                + " of "
                + labels.size()
                + " images of the table are not there, such as "
                + missing.stream().sorted().findFirst().orElseThrow());
      }
    }
  }

  private static Map<String, Target> labels(SourceScan scan) throws IOException {
    Map<String, Target> labels = new HashMap<>();
    Optional<Path> table = scan.first(TABLES);
    if (table.isEmpty()) {
      scan.note("none of " + String.join(", ", TABLES) + ": the images have no labels");
      return labels;
    }
    // a few thousand combinations stand for a hundred thousand images
    Map<String, Target> known = new HashMap<>();
    List<FormatException> wrong = new ArrayList<>();
    CsvTable.read(
        table.get(),
        List.of(IMAGE, LABELS),
        row -> {
          String name = row.get(IMAGE).toLowerCase(Locale.ROOT);
          String patient = row.get("Patient ID");
          Matcher matcher = NAME.matcher(name);
          if (!wrong.isEmpty()) {
            return;
          }
          if (!matcher.matches()) {
            wrong.add(row.wrong("'" + name + "' is not named PPPPPPPP_FFF.png"));
          } else if (!patient.isEmpty() && !isNumber(patient, matcher.group(1))) {
            wrong.add(row.wrong(name + " is said to be of patient " + patient));
          } else if (labels.put(
                  name, known.computeIfAbsent(row.get(LABELS), l -> target(row, l, wrong)))
              != null) {
            wrong.add(row.wrong(name + " is there twice"));
          }
        });
    if (!wrong.isEmpty()) {
      throw wrong.getFirst();
    }
    return labels;
  }

  private static boolean isNumber(String patient, String digits) {
    return patient.matches("[0-9]{1,8}") && Integer.parseInt(patient) == Integer.parseInt(digits);
  }

  /// "Effusion|Mass" or "No Finding".
  private static Target target(CsvTable row, String text, List<FormatException> wrong) {
    Boolean[] present = new Boolean[FINDINGS.size()];
    Arrays.fill(present, false);
    if (!text.equalsIgnoreCase("No Finding")) {
      for (String finding : text.split("\\|", -1)) {
        int index = FINDINGS.indexOf(finding.strip().replace(' ', '_'));
        if (index < 0) {
          wrong.add(row.wrong("unknown finding '" + finding + "'"));
          return Target.NONE;
        }
        present[index] = true;
      }
    }
    return new Target.Findings(Arrays.asList(present));
  }

  /// Puts the images of an official list into a part.
  private static void list(SourceScan scan, String file, Part part, Map<String, Part> parts)
      throws IOException {
    Optional<Path> list = scan.first(List.of(file));
    if (list.isEmpty()) {
      return;
    }
    try (var lines = Files.lines(list.get(), StandardCharsets.UTF_8)) {
      for (String line : (Iterable<String>) lines::iterator) {
        String name = line.strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && parts.put(name, part) != null) {
          throw new FormatException(list.get(), name + " is listed twice");
        }
      }
    }
  }
}
