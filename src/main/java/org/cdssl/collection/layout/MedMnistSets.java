package org.cdssl.collection.layout;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sets of MedMNIST v2 and the names of their labels (MedMNIST, `INFO`, version 3; CC BY 4.0).
final class MedMnistSets {
  private static final List<String> ORGANS_2D =
      List.of(
          "bladder",
          "femur-left",
          "femur-right",
          "heart",
          "kidney-left",
          "kidney-right",
          "liver",
          "lung-left",
          "lung-right",
          "pancreas",
          "spleen");

  private static final Map<String, List<String>> CLASSES =
      Map.ofEntries(
          Map.entry(
              "organmnist3d",
              List.of(
                  "liver",
                  "kidney-right",
                  "kidney-left",
                  "femur-right",
                  "femur-left",
                  "bladder",
                  "heart",
                  "lung-right",
                  "lung-left",
                  "spleen",
                  "pancreas")),
          Map.entry("nodulemnist3d", List.of("benign", "malignant")),
          Map.entry("fracturemnist3d", List.of("buckle", "nondisplaced", "displaced")),
          Map.entry("adrenalmnist3d", List.of("normal", "hyperplasia")),
          Map.entry("vesselmnist3d", List.of("vessel", "aneurysm")),
          Map.entry("synapsemnist3d", List.of("inhibitory", "excitatory")),
          Map.entry("pneumoniamnist", List.of("normal", "pneumonia")),
          Map.entry(
              "chestmnist",
              List.of(
                  "atelectasis",
                  "cardiomegaly",
                  "effusion",
                  "infiltration",
                  "mass",
                  "nodule",
                  "pneumonia",
                  "pneumothorax",
                  "consolidation",
                  "edema",
                  "emphysema",
                  "fibrosis",
                  "pleural",
                  "hernia")),
          Map.entry("breastmnist", List.of("malignant", "normal or benign")),
          Map.entry(
              "octmnist",
              List.of(
                  "choroidal neovascularization", "diabetic macular edema", "drusen", "normal")),
          Map.entry("retinamnist", List.of("grade 0", "grade 1", "grade 2", "grade 3", "grade 4")),
          Map.entry(
              "dermamnist",
              List.of(
                  "actinic keratoses and intraepithelial carcinoma",
                  "basal cell carcinoma",
                  "benign keratosis-like lesions",
                  "dermatofibroma",
                  "melanoma",
                  "melanocytic nevi",
                  "vascular lesions")),
          Map.entry(
              "pathmnist",
              List.of(
                  "adipose",
                  "background",
                  "debris",
                  "lymphocytes",
                  "mucus",
                  "smooth muscle",
                  "normal colon mucosa",
                  "cancer-associated stroma",
                  "colorectal adenocarcinoma epithelium")),
          Map.entry(
              "bloodmnist",
              List.of(
                  "basophil",
                  "eosinophil",
                  "erythroblast",
                  "immature granulocyte",
                  "lymphocyte",
                  "monocyte",
                  "neutrophil",
                  "platelet")),
          Map.entry(
              "tissuemnist",
              List.of(
                  "collecting duct or connecting tubule",
                  "distal convoluted tubule",
                  "glomerular endothelial cells",
                  "interstitial endothelial cells",
                  "leukocytes",
                  "podocytes",
                  "proximal tubule segments",
                  "thick ascending limb")),
          Map.entry("organamnist", ORGANS_2D),
          Map.entry("organcmnist", ORGANS_2D),
          Map.entry("organsmnist", ORGANS_2D));

  private MedMnistSets() {}

  /// The set that a file holds, by its name without suffix: `organmnist3d_64` is `organmnist3d`.
  static Optional<String> of(String stem) {
    return CLASSES.keySet().stream()
        .filter(s -> stem.equals(s) || stem.startsWith(s + "_"))
        .max(Comparator.comparingInt(String::length));
  }

  /// Names of the labels; empty for a set that is not known.
  static List<String> classes(String set) {
    return CLASSES.getOrDefault(set, List.of());
  }

  static boolean isXray(String set) {
    return set.equals("pneumoniamnist") || set.equals("chestmnist");
  }
}
