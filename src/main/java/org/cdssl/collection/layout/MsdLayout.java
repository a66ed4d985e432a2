package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.FormatException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Kind `msd`: a task of the Medical Segmentation Decathlon, `TaskNN_Name/{imagesTr, labelsTr,
/// imagesTs}/name_ID.nii.gz` with `dataset.json` (METHOD E.2).
///
/// The files on disk are listed; of `dataset.json` the modality and the names of the labels are
/// taken, never a path (P15). `imagesTs` has no labels, so it is listed without one and without a
/// part: splits are made of the labelled cases. A task with several channels (BrainTumour,
/// Prostate) has 4D files: each channel is an image of its own, `@0`, `@1`, ..., of the same
/// subject.
///
/// A case is a subject. Hippocampus has 394 volumes of 195 people without saying which belong
/// together, so its splits can be by volume only.
final class MsdLayout implements Layout {
  private static final long MAX_JSON_BYTES = 16 << 20;

  private record Description(List<Modality> channels, List<String> classes, int training) {}

  @Override
  public void scan(SourceScan scan) throws IOException {
    Description description = description(scan);
    Map<String, FoundFile> masks = new HashMap<>();
    List<FoundFile> images = new ArrayList<>();
    for (FoundFile file : scan.niftis()) {
      switch (file.folder(1).toLowerCase(Locale.ROOT)) {
        case "imagestr", "imagests" -> images.add(file);
        case "labelstr" -> masks.putIfAbsent(SourceScan.stem(file), file);
        default -> scan.skip(file.path(), "are neither in imagesTr nor in imagesTs");
      }
    }
    int labelled = 0;
    int cases = 0;
    for (FoundFile file : images) {
      String stem = SourceScan.stem(file);
      if (!scan.isFirst(stem, file)) {
        continue;
      }
      boolean training = file.folder(1).equalsIgnoreCase("imagesTr");
      FoundFile mask = training ? masks.get(stem) : null;
      cases += training ? 1 : 0;
      labelled += mask == null ? 0 : 1;
      if (training && mask == null) {
        scan.note(file.path() + " has no mask in labelsTr; it is listed without a label");
      }
      for (int c = 0; c < description.channels().size(); c++) {
        ImageEntry entry = scan.entry(file, stem, Dimension.D3, description.channels().get(c));
        entry = description.channels().size() == 1 ? entry : entry.atFrame(c);
        scan.add(mask == null ? entry : entry.withTarget(new Target.Mask(mask.file())));
      }
    }
    if (description.training() >= 0 && description.training() != cases) {
      scan.note(
          "dataset.json names "
              + description.training()
              + " training cases, imagesTr holds "
              + cases);
    }
    if (labelled > 0) {
      scan.classes(description.classes());
    }
  }

  private static Description description(SourceScan scan) throws IOException {
    Path json = scan.root().resolve("dataset.json");
    if (!Files.isRegularFile(json) || !json.toRealPath().startsWith(scan.root())) {
      Modality stated =
          scan.source()
              .modality()
              .orElseThrow(() ->
                  scan.refusal(
                      "no dataset.json in " + scan.source().path() + "; state the modality"));
      scan.note("no dataset.json: names of the labels are not known");
      return new Description(List.of(stated), List.of(), -1);
    }
    if (Files.size(json) > MAX_JSON_BYTES) {
      throw new FormatException(json, "is too large for the description of a task");
    }
    try {
      JsonNode tree = JsonMapper.shared().readTree(Files.readAllBytes(json));
      List<Modality> channels = new ArrayList<>();
      numbered(tree.path("modality")).values().forEach(m -> channels.add(modality(m)));
      if (channels.isEmpty()) {
        channels.add(
            scan.source()
                .modality()
                .orElseThrow(() -> new FormatException(json, "names no modality; state it")));
      }
      return new Description(
          channels, classes(json, tree.path("labels")), tree.path("numTraining").asInt(-1));
    } catch (JacksonException e) {
      throw new FormatException(json, "is no valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// "CT" is CT; "MRI", "T2", "FLAIR", "ADC" and the like are MR.
  private static Modality modality(String name) {
    return name.strip().equalsIgnoreCase("CT") ? Modality.CT : Modality.MR;
  }

  private static List<String> classes(Path json, JsonNode labels) throws FormatException {
    List<String> names = new ArrayList<>();
    for (Map.Entry<Integer, String> label : numbered(labels).entrySet()) {
      if (label.getKey() != names.size()) {
        throw new FormatException(
            json, "names label " + label.getKey() + " but not label " + names.size());
      }
      names.add(label.getValue());
    }
    return names;
  }

  /// `{"0": "a", "1": "b"}` in the order of the numbers.
  private static SortedMap<Integer, String> numbered(JsonNode node) {
    SortedMap<Integer, String> values = new TreeMap<>();
    node.properties()
        .forEach(p -> {
          if (p.getKey().matches("[0-9]{1,4}")) {
            values.put(Integer.valueOf(p.getKey()), p.getValue().asString(""));
          }
        });
    return values;
  }
}
