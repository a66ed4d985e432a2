package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.Files;
import org.cdssl.config.SourceConfig;

/// The way in to all layouts.
public final class Layouts {
  private Layouts() {}

  private record Known(Layout layout, boolean file, String expected) {}

  private static Known of(SourceConfig.Kind kind) {
    return switch (kind) {
      case FOLDER -> new Known(new FolderLayout(), true, "image files");
      case MEDMNIST -> new Known(new MedMnistLayout(), true, "NAME.npz, or a folder of them");
      case MSD ->
          new Known(
              new MsdLayout(), false, "TaskNN_Name with imagesTr/, labelsTr/ and dataset.json");
      case NIH_CHESTXRAY14 ->
          new Known(
              new NihChestXrayLayout(),
              false,
              "PPPPPPPP_FFF.png in images*/ and Data_Entry_2017.csv or labels.csv");
      case LUNA16,
          RIBFRAC,
          TCIA_COVID19,
          AMOS22,
          ISLES2022,
          ABDOMENCT1K,
          TOTALSEGMENTATOR,
          VERSE2020,
          MIMIC_CXR_JPG ->
          throw org.cdssl.CdsslException.usage("kind is not there yet");
    };
  }

  /// Lists the images of a source; opens none.
  ///
  /// @throws org.cdssl.CdsslException (DATA) where the source holds no image, or contradicts itself
  public static ScannedSource scan(SourceConfig source) throws IOException {
    Known known = of(source.kind());
    SourceScan scan = new SourceScan(source);
    if (!known.file() && !Files.isDirectory(scan.root())) {
      throw scan.refusal(
          source.path()
              + " is not a folder; kind "
              + SourceScan.name(source.kind())
              + " expects "
              + known.expected());
    }
    known.layout().scan(scan);
    return scan.result(known.expected());
  }
}
