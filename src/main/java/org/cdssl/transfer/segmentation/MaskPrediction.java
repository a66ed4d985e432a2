package org.cdssl.transfer.segmentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.engine.Compute;
import org.cdssl.transfer.ModelFile;
import org.cdssl.transfer.NewImages;
import org.cdssl.transfer.Prediction;

/// Applies a trained segmentation model to files and folders: a mask for each, `NAME.nii.gz` below
/// a folder.
public final class MaskPrediction {
  private MaskPrediction() {}

  /// Images of a folder keep their place below it; a file is written under its own name. A file
  /// that cannot be used is said and left out.
  ///
  /// @param images files and folders
  /// @param out folder, made where there is none
  /// @param say told what each image takes, and of each file that is left out
  /// @throws CdsslException USAGE where a path does not exist, or two images would give one mask
  public static Prediction.Outcome write(
      ModelFile model,
      Compute compute,
      List<Path> images,
      Path out,
      BooleanSupplier stop,
      Consumer<String> say)
      throws IOException {
    List<String> failed = new ArrayList<>();
    Consumer<String> fail =
        reason -> {
          failed.add(reason);
          say.accept("left out: " + reason);
        };
    SegmentationModel segmentation = SegmentationModel.open(model, compute);
    Map<Path, Path> files = new LinkedHashMap<>();
    for (NewImages.Wanted wanted : NewImages.list(images, model, fail)) {
      Path mask = out.resolve(stem(wanted.entry().path()) + ".nii.gz");
      Path image = wanted.entry().file();
      if (mask.toAbsolutePath().equals(image.toAbsolutePath())) {
        throw CdsslException.usage(image + ": its mask would overwrite it; choose another --out");
      }
      Path other = files.put(mask, image);
      if (other != null) {
        throw CdsslException.usage(
            other + " and " + image + " would both give " + mask + "; predict them one by one");
      }
    }
    int written = 0;
    for (Map.Entry<Path, Path> file : files.entrySet()) {
      if (stop.getAsBoolean()) {
        break;
      }
      try {
        Files.createDirectories(file.getKey().toAbsolutePath().getParent());
        written += segmentation.predict(file.getValue(), file.getKey(), say, stop) ? 1 : 0;
      } catch (IOException | CdsslException e) {
        String reason = String.valueOf(e.getMessage());
        String name = file.getValue().toString();
        fail.accept(reason.contains(name) ? reason : name + ": " + reason);
      }
    }
    return new Prediction.Outcome(written, failed);
  }

  private static String stem(String path) {
    return path.replaceFirst("(?i)(\\.nii|\\.hdr|\\.img|\\.[a-z0-9]+)?(\\.gz)?$", "");
  }
}
