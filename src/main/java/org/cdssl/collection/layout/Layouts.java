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
      case LUNA16 -> new Known(new Luna16Layout(), false, "subsetN/UID.mhd with UID.raw");
      case RIBFRAC ->
          new Known(new RibFracLayout(), false, "ribfrac-*-images*/RibFracN-image.nii.gz");
      case TCIA_COVID19 ->
          new Known(new TciaCovid19Layout(), false, "volume-covid19-A-NNNN[_dayNNN].nii.gz");
      case AMOS22 -> new Known(new Amos22Layout(), false, "images{Tr,Va,Ts}/amos_XXXX.nii.gz");
      case ISLES2022 ->
          new Known(
              new Isles2022Layout(),
              false,
              "sub-strokecaseNNNN_ses-NNNN_{dwi,adc,FLAIR}.nii.gz in its folders");
      case ABDOMENCT1K ->
          new Known(new AbdomenCt1kLayout(), false, "Case_NNNNN_0000.nii.gz and Mask/");
      case TOTALSEGMENTATOR ->
          new Known(new TotalSegmentatorLayout(), false, "sNNNN/ct.nii.gz and meta.csv");
      case VERSE2020 ->
          new Known(
              new Verse2020Layout(),
              false,
              "rawdata/sub-verseNNN/sub-verseNNN_ct.nii.gz or verseNNN.nii.gz");
      case MIMIC_CXR_JPG ->
          new Known(new MimicCxrJpgLayout(), false, "files/pNN/pNNNNNNNN/sNNNNNNNN/<dicom_id>.jpg");
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
