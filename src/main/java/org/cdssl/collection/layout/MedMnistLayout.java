package org.cdssl.collection.layout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.numpy.NpyArray;
import org.cdssl.image.format.numpy.NpyHeader;
import org.cdssl.image.format.numpy.NpzFile;

/// Kind `medmnist`: MedMNIST v2, one `.npz` or a folder of them (METHOD E.1).
///
/// Members `train_images`, `val_images`, `test_images` and their `_labels`. A volume is `[D, H, W]`
/// in C order, so W is the x of a [org.cdssl.image.Volume]; no spacing is published, the grid is
/// used as it is. Flat images are `[H, W]` or `[H, W, 3]`. No patients are published: each image is
/// a subject of its own, the same one in every size of its set.
///
/// Of a set that lies there in several sizes (28, 64, ...) only the largest is taken.
final class MedMnistLayout implements Layout {
  private static final Map<String, Part> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("train", Part.TRAINING);
    PARTS.put("val", Part.VALIDATION);
    PARTS.put("test", Part.TEST);
  }

  /// @param set name of the set without size
  private record Archive(FoundFile file, String set, long side) {}

  @Override
  public void scan(SourceScan scan) throws IOException {
    Map<String, List<Archive>> sets = new TreeMap<>();
    for (FoundFile file : scan.files(name -> name.endsWith(".npz"))) {
      if (scan.takes(file)) {
        Archive archive = open(file);
        sets.computeIfAbsent(archive.set(), _ -> new ArrayList<>()).add(archive);
      }
    }
    for (List<Archive> editions : sets.values()) {
      editions.sort(Comparator.comparingLong(Archive::side).reversed());
      for (Archive smaller : editions.subList(1, editions.size())) {
        scan.skip(
            smaller.file().path(),
            "hold images that a larger or earlier file of the same set has; choose by include");
      }
      list(scan, editions.getFirst(), sets.size() == 1);
    }
    if (sets.size() > 1) {
      scan.note(
          "holds the sets "
              + String.join(", ", sets.keySet())
              + ", whose labels differ; for a task, name one file");
    }
    if (!sets.isEmpty()) {
      scan.note("publishes no patients; each image counts as a subject of its own");
    }
  }

  private static Archive open(FoundFile file) throws IOException {
    String stem = file.name().toLowerCase(Locale.ROOT).replaceFirst("\\.npz$", "");
    String set = MedMnistSets.of(stem).orElse(stem.replaceFirst("_(28|64|128|224)$", ""));
    try (NpzFile npz = NpzFile.open(file.file())) {
      for (String part : PARTS.keySet()) {
        if (npz.members().contains(part + "_images")) {
          List<Long> shape = npz.header(part + "_images").shape();
          return new Archive(file, set, shape.size() < 2 ? 0 : shape.get(1));
        }
      }
    }
    throw new FormatException(
        file.file(), "is no MedMNIST archive: it has none of train_, val_ and test_images");
  }

  private static void list(SourceScan scan, Archive archive, boolean only) throws IOException {
    List<String> classes = MedMnistSets.classes(archive.set());
    int labels = 0;
    boolean findings = false;
    try (NpzFile npz = NpzFile.open(archive.file().file())) {
      List<String> members = npz.members();
      for (Map.Entry<String, Part> part : PARTS.entrySet()) {
        String images = part.getKey() + "_images";
        if (!members.contains(images)) {
          scan.note(archive.file().path() + " has no " + images);
          continue;
        }
        NpyHeader header = npz.header(images);
        Dimension dimension = dimension(archive, images, header);
        List<Target> targets = targets(archive, npz, part.getKey(), header.shape().getFirst());
        for (int i = 0; i < targets.size(); i++) {
          labels = Math.max(labels, width(targets.get(i)));
          findings |= targets.get(i) instanceof Target.Findings;
          scan.add(entry(scan, archive, part, i, dimension).withTarget(targets.get(i)));
        }
      }
    }
    if (!classes.isEmpty() && labels > classes.size()) {
      throw new FormatException(
          archive.file().file(),
          "has labels for " + labels + " classes; " + archive.set() + " has " + classes.size());
    }
    if (only && labels > 0) {
      String name = findings ? "finding " : "class ";
      scan.classes(
          classes.isEmpty()
              ? IntStream.range(0, labels).mapToObj(i -> name + i).toList()
              : classes);
    }
  }

  private static int width(Target target) {
    return switch (target) {
      case Target.ClassIndex c -> c.index() + 1;
      case Target.Findings f -> f.present().size();
      case Target.None _, Target.Mask _ -> 0;
    };
  }

  private static ImageEntry entry(
      SourceScan scan, Archive archive, Map.Entry<String, Part> part, int index, Dimension d) {
    Modality modality = MedMnistSets.isXray(archive.set()) ? Modality.XRAY : Modality.SCALED;
    String subject = archive.set() + "/" + part.getKey() + "/" + index;
    return scan.entry(archive.file(), subject, d, modality)
        .inArchive(part.getKey() + "_images", index)
        .onNativeGrid()
        .withPart(part.getValue());
  }

  private static Dimension dimension(Archive archive, String member, NpyHeader header)
      throws IOException {
    List<Long> shape = header.shape();
    int axes = shape.size();
    boolean colour = axes == 4 && shape.get(3) == 3;
    if (axes < 3 || axes > 4 || header.fortranOrder() || header.count() == 0) {
      throw new FormatException(
          archive.file().file(),
          member
              + " has shape "
              + shape
              + "; expected [N, H, W], [N, H, W, 3] or [N, D, H, W] in C"
              + " order");
    }
    return axes == 3 || colour ? Dimension.D2 : Dimension.D3;
  }

  /// The labels of a part, or [Target#NONE] for every image where the archive has none.
  private static List<Target> targets(Archive archive, NpzFile npz, String part, long images)
      throws IOException {
    String member = part + "_labels";
    List<Target> targets = new ArrayList<>();
    if (!npz.members().contains(member)) {
      for (long i = 0; i < images; i++) {
        targets.add(Target.NONE);
      }
      return targets;
    }
    NpyArray labels = npz.read(member);
    List<Long> shape = labels.shape();
    if (shape.isEmpty()
        || shape.size() > 2
        || shape.getFirst() != images
        || !labels.type().isInteger()
        || labels.fortranOrder()) {
      throw new FormatException(
          archive.file().file(),
          member
              + " is a "
              + labels.type().label()
              + " array of shape "
              + shape
              + "; expected whole numbers of shape ["
              + images
              + ", 1]");
    }
    int width = (int) (labels.count() / images);
    for (int i = 0; i < images; i++) {
      targets.add(target(archive, member, labels, i, width));
    }
    return targets;
  }

  private static Target target(
      Archive archive, String member, NpyArray labels, int image, int width) throws IOException {
    List<Boolean> present = new ArrayList<>(width);
    for (int k = 0; k < width; k++) {
      long label = labels.integerAt(image * width + k);
      if (label < 0 || label > (width == 1 ? 999 : 1)) {
        throw new FormatException(
            archive.file().file(), member + " has the label " + label + " for image " + image);
      }
      if (width == 1) {
        return new Target.ClassIndex((int) label);
      }
      present.add(label == 1);
    }
    return new Target.Findings(present);
  }
}
