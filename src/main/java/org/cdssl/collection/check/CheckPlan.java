package org.cdssl.collection.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.cdssl.CdsslException;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.Part;
import org.cdssl.collection.SubjectSplit;
import org.cdssl.collection.Target;
import org.cdssl.config.DataConfig;
import org.cdssl.config.Downstream;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.numpy.NpzFile;

/// What is checked: the images of some sources and what is known about them.
///
/// @param declared whether dimension and modality of the entries were stated; without, no rule
///   depends on them
/// @param labels label values that masks may hold, by source; no entry: any
/// @param heldOut subjects that training does not see; empty: the split is not known
/// @param found what the scan itself found: empty sources, skipped files
public record CheckPlan(
    List<ImageEntry> entries,
    boolean declared,
    Map<String, BitSet> labels,
    Set<String> heldOut,
    List<Finding> found) {

  /// The sources of a configuration, without what pre-training leaves out, and with the split that
  /// training would draw.
  public static CheckPlan of(DataConfig data, long seed) throws IOException {
    CheckPlan plan = scan(data.sources(), data.downstream(), true);
    Set<String> held = new HashSet<>();
    if (data.heldOut() > 0 && !plan.entries.isEmpty()) {
      Manifest all = new Manifest(plan.entries, List.of(), "", Map.of());
      SubjectSplit.of(all, data.heldOut(), seed).heldOut().forEach(e -> held.add(e.subject()));
    }
    return new CheckPlan(plan.entries, true, Map.of(), held, plan.found);
  }

  /// Files and folders of which nothing is known. A file `.npz` counts as a row of images for each
  /// of its arrays of three axes or more; `train_`, `val_` and `test_` in their names are the parts
  /// of a split, as in MedMNIST.
  public static CheckPlan of(List<Path> paths) throws IOException {
    List<SourceConfig> sources = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path path : paths) {
      Path last = path.toAbsolutePath().normalize().getFileName();
      String stem = last == null ? "root" : last.toString();
      String name = stem;
      for (int n = 2; !names.add(name); n++) {
        name = stem + " (" + n + ")";
      }
      sources.add(
          new SourceConfig(
              name,
              Kind.FOLDER,
              path.toString(),
              List.of(),
              List.of(),
              Dimension.D3,
              Modality.OTHER,
              0,
              ""));
    }
    CheckPlan plan = scan(sources, List.of(), false);
    List<ImageEntry> entries = new ArrayList<>();
    for (ImageEntry entry : plan.entries) {
      entries.addAll(arrays(entry));
    }
    return plan.withEntries(entries);
  }

  /// The images of an archive in place of the archive; anything else, damaged archives among them,
  /// stays as it is.
  private static List<ImageEntry> arrays(ImageEntry entry) {
    if (!ImageFiles.endsWith(entry.file(), ".npz")) {
      return List.of(entry);
    }
    List<ImageEntry> images = new ArrayList<>();
    try (NpzFile npz = NpzFile.open(entry.file())) {
      for (String member : npz.members()) {
        List<Long> shape = npz.header(member).shape();
        for (int i = 0; shape.size() > 2 && i < shape.getFirst(); i++) {
          images.add(
              new ImageEntry(
                  entry.source(),
                  entry.subject() + "#" + member + "@" + i,
                  entry.path(),
                  entry.file(),
                  member,
                  i,
                  shape.size() > 3 ? Dimension.D3 : Dimension.D2,
                  Modality.OTHER,
                  0,
                  entry.bytes(),
                  part(member),
                  Target.NONE));
        }
      }
    } catch (IOException e) {
      return List.of(entry); // reading it again names the damage
    }
    return images.isEmpty() ? List.of(entry) : images;
  }

  private static Part part(String member) {
    return member.startsWith("train_")
        ? Part.TRAINING
        : member.startsWith("val_")
            ? Part.VALIDATION
            : member.startsWith("test_") ? Part.TEST : Part.NONE;
  }

  /// @param downstream sets whose images pre-training leaves out; they are not checked either
  private static CheckPlan scan(
      List<SourceConfig> sources, Collection<Downstream> downstream, boolean declared)
      throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    List<Finding> found = new ArrayList<>();
    for (SourceConfig source : sources) {
      try {
        Manifest manifest = CollectionScan.of(List.of(source));
        List<String> overlaps = new ArrayList<>();
        List<ImageEntry> kept =
            CollectionScan.withoutOverlap(source, manifest.entries(), downstream, overlaps);
        entries.addAll(kept);
        Grade grade = kept.isEmpty() ? Grade.WARNING : Grade.NOTE;
        for (String note : overlaps) {
          found.add(new Finding(grade, Finding.Kind.OVERLAP, source.name(), source.path(), note));
        }
        for (String note : manifest.notes()) {
          found.add(
              new Finding(Grade.NOTE, Finding.Kind.SKIPPED, source.name(), source.path(), note));
        }
      } catch (CdsslException e) {
        if (e.kind() != CdsslException.Kind.DATA) {
          throw e;
        }
        found.add(
            new Finding(
                Grade.ERROR,
                Finding.Kind.EMPTY_SOURCE,
                source.name(),
                source.path(),
                e.getMessage()));
      }
    }
    return new CheckPlan(List.copyOf(entries), declared, Map.of(), Set.of(), List.copyOf(found));
  }

  /// The same with label values that the masks of every source may hold.
  public CheckPlan withLabels(Map<String, BitSet> allowed) {
    return new CheckPlan(entries, declared, allowed, heldOut, found);
  }

  /// The same with other entries, for instance such that have targets.
  public CheckPlan withEntries(List<ImageEntry> others) {
    return new CheckPlan(List.copyOf(others), declared, labels, heldOut, found);
  }

  /// Which side of a split an image is on: that of the official split, else that of training.
  Function<ImageEntry, String> sides() {
    return entry ->
        entry.part() != Part.NONE
            ? entry.part().name().toLowerCase(java.util.Locale.ROOT)
            : heldOut.isEmpty() ? "" : heldOut.contains(entry.subject()) ? "held out" : "training";
  }
}
