package org.cdssl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.dicom.DicomFolderReader;
import org.cdssl.image.format.dicom.DicomSeries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// `cdssl inspect`: what an image is, or all images of a folder.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Says what an image is: geometry and voxel statistics (min, max, mean, standard deviation,",
      "SHA-256 of the float32 voxels, x fastest). A folder is searched for images, one line each;",
      "the files of a DICOM series are one image, and a folder of nothing else is that image."
    },
    footer = {
      "",
      "Examples: cdssl inspect ct.nii.gz",
      "          cdssl inspect --json scans/ | jq .totals",
      "Exit code 3 if the file, or any file of the folder, cannot be read."
    })
public final class InspectCommand implements Callable<Integer> {
  private static final ImageInspector IMAGES = new ImageInspector();

  private static final List<Inspector> INSPECTORS =
      List.of(IMAGES, new NpzInspector(), new WeightsInspector(), new RunInspector());

  @Parameters(
      paramLabel = "FILE|DIR",
      description = "an image, an .npz archive, weights, a run, or a folder")
  Path path;

  @Option(names = "--json", description = "print JSON")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Inspector special = inspectorOf(path);
    if (special == null && Files.isDirectory(path)) {
      List<Path> all = filesOf(path);
      DicomSeries.Listing dicom =
          DicomSeries.group(all.stream().filter(DicomSeries::isDicom).toList());
      if (!isOneSeries(all, dicom)) {
        return folder(all, dicom);
      }
      special = IMAGES;
    }
    if (special == null) {
      ImageFiles.readerOf(path); // by content, or the line that lists the formats
      special = INSPECTORS.getFirst();
    }
    Inspection inspection = special.inspect(path);
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("file", path.toString());
      document.putAll(inspection.json());
      print(document);
    } else {
      out().println(path);
      out().print(inspection.text());
      out().flush();
    }
    return 0;
  }

  /// Whether all files of a folder are the slices of one series: then it is an image.
  private boolean isOneSeries(List<Path> all, DicomSeries.Listing dicom) {
    return dicom.series().size() == 1
        && dicom.series().getFirst().isVolume()
        && dicom.series().getFirst().folder().equals(path.toAbsolutePath())
        && dicom.series().getFirst().files().size() == all.size();
  }

  private Integer folder(List<Path> all, DicomSeries.Listing dicom) throws IOException {
    Map<Path, DicomSeries> series = new HashMap<>();
    for (DicomSeries s : dicom.series()) {
      s.files().forEach(file -> series.put(file, s));
    }
    List<Object> files = new ArrayList<>();
    int broken = 0;
    int ignored = 0;
    for (Path file : all) {
      DicomSeries of = series.get(file);
      boolean slice = of != null && of.isVolume();
      if (slice && !file.equals(of.files().getFirst())) {
        continue; // its series was told with its first file
      }
      Inspector inspector =
          of != null || dicom.broken().containsKey(file) ? IMAGES : inspectorOf(file);
      if (inspector == null || file.getFileName().toString().startsWith(".")) {
        ignored++;
        continue;
      }
      Map<String, Object> document = new LinkedHashMap<>();
      Path shown = slice ? file.getParent() : file;
      document.put("file", shown.toString());
      if (slice) {
        document.put("series", of.id());
        document.put("slices", of.files().size());
      }
      try {
        Inspection inspection =
            slice ? IMAGES.inspect(shown, new DicomFolderReader(of.id())) : inspector.inspect(file);
        document.putAll(inspection.json());
        if (!json) {
          out().println(shown + ": " + inspection.summary());
        }
      } catch (IOException e) {
        String problem = Main.line(e);
        document.put("error", problem);
        broken++;
        spec.commandLine().getErr().println("cdssl: " + problem);
      }
      files.add(document);
    }
    int good = files.size() - broken;
    if (json) {
      Map<String, Object> totals = new LinkedHashMap<>();
      totals.put("images", good);
      totals.put("broken", broken);
      totals.put("ignored", ignored);
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("folder", path.toString());
      document.put("files", files);
      document.put("totals", totals);
      print(document);
    } else {
      out().printf("%d images, %d broken, %d other files ignored%n", good, broken, ignored);
      out().flush();
    }
    return broken == 0 ? 0 : CdsslException.Kind.DATA.exitCode();
  }

  private static Inspector inspectorOf(Path path) {
    for (Inspector inspector : INSPECTORS) {
      if (inspector.accepts(path)) {
        return inspector;
      }
    }
    return null;
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw new FormatException(folder, "cannot be listed: " + e.getCause().getMessage(), e);
    }
  }

  private void print(Map<String, Object> document) {
    out()
        .println(
            JsonMapper.builder(new JsonFactory())
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(document));
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
