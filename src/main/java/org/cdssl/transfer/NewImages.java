package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.SourceConfig;

/// The images that `predict` is given.
public final class NewImages {
  private NewImages() {}

  /// An image to look at.
  ///
  /// @param name path as the user wrote it, with the frame where the file holds several
  public record Wanted(String name, ImageEntry entry) {}

  /// Lists files and the images below folders; opens none.
  ///
  /// @param fail told of a folder without images
  /// @throws CdsslException USAGE where a path does not exist
  public static List<Wanted> list(List<Path> images, ModelFile model, Consumer<String> fail)
      throws IOException {
    List<Wanted> wanted = new ArrayList<>();
    for (Path path : images) {
      if (!Files.exists(path)) {
        throw CdsslException.usage(path + ": no such file or folder");
      }
      SourceConfig source =
          new SourceConfig(
              "images",
              SourceConfig.Kind.FOLDER,
              path.toString(),
              List.of(),
              List.of(),
              model.dimension(),
              model.modality(),
              model.spacingMm(),
              "");
      try {
        for (ImageEntry entry : CollectionScan.of(List.of(source)).entries()) {
          String file = Files.isDirectory(path) ? path.resolve(entry.path()) + "" : path + "";
          String frame = entry.frame() < 0 ? "" : "@" + entry.frame();
          wanted.add(new Wanted(file + frame, entry));
        }
      } catch (CdsslException e) {
        fail.accept(e.getMessage());
      }
    }
    return wanted;
  }
}
