package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelSink;
import org.cdssl.image.format.Voxels;
import org.cdssl.image.format.dicom.DicomHeader.Plane;

/// One image of a folder of DICOM files: a single file, or the slices of a series, which are one
/// volume. Found by reading headers only.
///
/// Files of one folder and one SeriesInstanceUID whose modality is cross-sectional make a volume;
/// radiographs of one series are images of their own.
public final class DicomSeries {
  private static final int PREAMBLE = 132;

  private final Path folder;
  private final List<Slice> slices;
  private final List<Path> copies;

  private record Slice(Path file, DicomHeader header) {}

  /// What a folder holds.
  ///
  /// @param series volumes and single images, by the name of their first file
  /// @param broken DICOM files that cannot be read, with what is wrong
  public record Listing(List<DicomSeries> series, Map<Path, FormatException> broken) {}

  private DicomSeries(Path folder, List<Slice> group) {
    this.folder = folder;
    this.slices = slicesOf(group);
    this.copies = group.stream().map(Slice::file).toList();
  }

  /// The images among the files that lie directly in a folder. Files that are not DICOM are passed
  /// over.
  public static Listing find(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return group(list.filter(DicomSeries::isDicom).toList());
    }
  }

  /// The images that these DICOM files are. Files of one series in two folders are two images.
  public static Listing group(Collection<Path> files) throws IOException {
    Map<String, List<Slice>> groups = new LinkedHashMap<>();
    Map<Path, FormatException> broken = new TreeMap<>();
    for (Path file : files.stream().sorted().toList()) {
      try (DicomFile dicom = DicomFile.open(file, Limits.DEFAULT)) {
        DicomHeader header = dicom.header();
        String key =
            isSlice(header)
                ? file.toAbsolutePath().getParent() + "\0" + header.series()
                : "\0" + file;
        groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Slice(file, header));
      } catch (FormatException e) {
        broken.put(file, e);
      }
    }
    List<DicomSeries> series = new ArrayList<>();
    for (List<Slice> group : groups.values()) {
      series.add(new DicomSeries(group.getFirst().file().toAbsolutePath().getParent(), group));
    }
    series.sort(Comparator.comparing(s -> s.slices.getFirst().file()));
    return new Listing(List.copyOf(series), broken);
  }

  /// The series of that [#id] in a folder.
  ///
  /// @param id empty for the only volume there is
  /// @throws FormatException where there is none, or several to choose from
  public static DicomSeries in(Path folder, String id) throws IOException {
    Listing listing = find(folder);
    List<DicomSeries> fit =
        listing.series().stream().filter(s -> id.isEmpty() || s.id().equals(id)).toList();
    if (fit.size() == 1) {
      return fit.getFirst();
    }
    if (fit.isEmpty() && !listing.broken().isEmpty()) {
      throw listing.broken().values().iterator().next();
    }
    throw new FormatException(
        folder,
        fit.isEmpty()
            ? "holds no DICOM series" + (id.isEmpty() ? "" : " " + id)
            : "holds %d DICOM images; put the files of each series into a folder of its own"
                .formatted(fit.size()));
  }

  /// Whether a file is DICOM, by its ending or, where that says nothing, by its content.
  public static boolean isDicom(Path file) {
    if (file.getFileName().toString().startsWith(".")) {
      return false;
    }
    long bytes;
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      bytes = attributes.isRegularFile() ? attributes.size() : -1;
    } catch (IOException e) {
      return false;
    }
    if (bytes < 0) {
      return false;
    }
    if (ImageFiles.endsWith(file, ".dcm") || ImageFiles.endsWith(file, ".dicom")) {
      return true;
    }
    if (bytes < PREAMBLE || ImageFiles.isImage(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(PREAMBLE);
      return start.length == PREAMBLE && DicomFile.hasPreamble(start);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isSlice(DicomHeader header) {
    return header.isQuantitative() && header.isPlaced() && header.pixels().frames() == 1;
  }

  /// Without scouts and without second copies of the same object.
  private static List<Slice> slicesOf(List<Slice> group) {
    boolean onlyScouts = group.stream().allMatch(s -> s.header().localizer());
    Set<String> seen = new HashSet<>();
    return group.stream()
        .filter(s -> onlyScouts || !s.header().localizer())
        .filter(s -> s.header().instance().isEmpty() || seen.add(s.header().instance()))
        .toList();
  }

  /// Sixteen hexadecimal digits: a salted hash of the SeriesInstanceUID; "unnamed" where it has
  /// none.
  public String id() {
    String series = slices.getFirst().header().series();
    return series.isEmpty() ? "unnamed" : series;
  }

  /// Code of the modality such as "CT"; empty where the file does not say.
  public String modality() {
    return slices.getFirst().header().modality();
  }

  public Path folder() {
    return folder;
  }

  /// Its files by name, without copies.
  public List<Path> files() {
    return slices.stream().map(Slice::file).toList();
  }

  /// All its files, scouts and copies included.
  public List<Path> copies() {
    return copies;
  }

  /// Whether it is several files; else it is read as its one file is.
  public boolean isVolume() {
    return slices.size() > 1;
  }

  /// Whether any file says that text is burned into its pixels.
  public boolean isBurnedIn() {
    return slices.stream().anyMatch(s -> s.header().burnedIn());
  }

  /// Sizes and geometry.
  ///
  /// @throws FormatException where the slices make no volume; the message says why
  public ImageHeader readHeader(Limits limits) throws IOException {
    DicomHeader first = slices.getFirst().header();
    if (!isVolume()) {
      return DicomReader.header(slices.getFirst().file(), first);
    }
    SliceStack stack = stack(limits);
    ImageHeader slice = DicomReader.header(slices.getFirst().file(), first);
    return new ImageHeader(
        "%s, series of %d files".formatted(DicomReader.format(first, stack), slices.size()),
        slice.storedType(),
        slice.type(),
        slice.nx(),
        slice.ny(),
        stack.nz(),
        1,
        Optional.of(stack.geometry()),
        0,
        DicomReader.remarks(isBurnedIn(), stack));
  }

  /// Hands on the voxels of the volume, x fastest, from the lowest slice along the normal.
  public void readVoxels(Limits limits, VoxelSink sink) throws IOException {
    if (!isVolume()) {
      new DicomReader().readVoxels(slices.getFirst().file(), limits, sink);
      return;
    }
    SliceStack stack = stack(limits);
    Pixels pixels = slices.getFirst().header().pixels();
    stack.stream(
        pixels.rows() * pixels.columns(),
        (index, into) -> {
          try (DicomFile dicom = DicomFile.open(slices.get(index).file(), limits)) {
            Pixels now = dicom.header().pixels();
            if (now.rows() != pixels.rows() || now.columns() != pixels.columns()) {
              throw new FormatException(slices.get(index).file(), "was changed while it was read");
            }
            new FrameReader(dicom).read(0, into);
          }
        },
        sink);
  }

  /// The volume.
  public Volume read(Limits limits) throws IOException {
    ImageHeader header = readHeader(limits);
    float[] voxels = Voxels.allocate(folder, header.frameVoxels());
    int[] done = {0};
    readVoxels(
        limits,
        (chunk, length) -> {
          System.arraycopy(chunk, 0, voxels, done[0], length);
          done[0] += length;
        });
    return new Volume(
        header.nx(), header.ny(), header.nz(), voxels, header.geometry().orElseThrow());
  }

  private SliceStack stack(Limits limits) throws FormatException {
    DicomHeader first = slices.getFirst().header();
    List<Plane> planes = new ArrayList<>();
    for (Slice slice : slices) {
      Pixels pixels = slice.header().pixels();
      double[] spacing = slice.header().spacingMm();
      if (pixels.rows() != first.pixels().rows() || pixels.columns() != first.pixels().columns()) {
        throw mixed(
            "sizes (%dx%d in %s, %dx%d in %s)"
                .formatted(
                    first.pixels().columns(),
                    first.pixels().rows(),
                    slices.getFirst().file().getFileName(),
                    pixels.columns(),
                    pixels.rows(),
                    slice.file().getFileName()));
      }
      for (int i = 0; i < 2; i++) {
        if (Math.abs(spacing[i] - first.spacingMm()[i]) > 1e-3 * first.spacingMm()[i]) {
          throw mixed("pixel spacings");
        }
      }
      planes.add(slice.header().planes().getFirst());
    }
    SliceStack stack = SliceStack.of(folder, planes, first.spacingMm(), first.thicknessMm());
    limits.checkedCount(folder, first.pixels().columns(), first.pixels().rows(), stack.nz());
    return stack;
  }

  private FormatException mixed(String what) {
    return new FormatException(
        folder, "mixes " + what + " in one series; put each into a folder of its own");
  }
}
