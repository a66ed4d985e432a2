package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Orientation;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpyWriter;
import org.cdssl.image.format.raster.PngWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cdssl convert`: any readable image to NIfTI, NumPy or PNG.
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Writes an image as .nii, .nii.gz, .npy or, if it is flat, .png. The stored grid and its",
      "affine are kept. Whole numbers keep their stored integer type, all else becomes float32."
    },
    footer = {
      "",
      "A .npy of a volume is indexed [x, y, z] as nibabel's get_fdata(), of a flat image [y, x].",
      "A flat image becomes a NIfTI volume of one slice, x to the right and y downwards as stored,",
      "with 1 mm spacing. PNG is 8-bit grey where that is exact, else 16-bit; colour becomes luma.",
      "",
      "Examples: cdssl convert scan.nii.gz scan.npy",
      "          cdssl convert --ras --frame 0 fmri.nii.gz first.nii.gz"
    })
public final class ConvertCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "the image to read, or the folder of a DICOM series")
  Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "the file to write, by its ending")
  Path out;

  @Option(
      names = "--ras",
      description = "flip and permute the axes to right, front, head, the affine with them")
  boolean ras;

  @Option(
      names = "--frame",
      paramLabel = "N",
      description = "which frame of a 4D image, from 0; needed where there are several")
  Integer frame;

  private enum Target {
    NIFTI,
    NPY,
    PNG
  }

  @Override
  public Integer call() throws IOException {
    if (frame != null && frame < 0) {
      throw CdsslException.usage("--frame counts from 0, got " + frame);
    }
    Target target = target(out);
    if (Files.exists(out) && Files.isSameFile(in, out)) {
      throw CdsslException.usage(out + ": is the input itself; choose another name");
    }
    ImageReader reader = ImageFiles.readerOf(in);
    ImageHeader header = reader.readHeader(in, Limits.DEFAULT);
    if (frame == null && header.frames() > 1) {
      throw new FormatException(
          in,
          "has %d frames; --frame N chooses one, 0 to %d"
              .formatted(header.frames(), header.frames() - 1));
    }
    switch (reader.read(in, frame == null ? -1 : frame, Limits.DEFAULT)) {
      case LoadedImage.Solid(Volume volume) -> writeVolume(target, header, volume);
      case LoadedImage.Flat(Image2d image) -> writeFlat(target, header, image);
    }
    return 0;
  }

  private static Target target(Path out) {
    if (ImageFiles.endsWith(out, ".nii") || ImageFiles.endsWith(out, ".nii.gz")) {
      return Target.NIFTI;
    }
    if (ImageFiles.endsWith(out, ".npy")) {
      return Target.NPY;
    }
    if (ImageFiles.endsWith(out, ".png")) {
      return Target.PNG;
    }
    throw CdsslException.usage(out + ": the output must end in .nii, .nii.gz, .npy or .png");
  }

  private void writeVolume(Target target, ImageHeader header, Volume stored) throws IOException {
    if (ras && !Orientation.of(stored.geometry()).isComplete()) {
      throw new FormatException(in, "its affine is degenerate, so --ras cannot tell the axes");
    }
    Volume volume = ras ? Orientation.toRas(stored) : stored;
    VoxelType type = type(header, volume.voxels());
    switch (target) {
      case NIFTI -> NiftiWriter.write(out, volume, type);
      case NPY -> NpyWriter.write(out, volume, type);
      case PNG -> {
        if (volume.nz() > 1) {
          throw CdsslException.usage(
              "%s: is a volume of %d slices and PNG is flat; write .nii.gz or .npy"
                  .formatted(in, volume.nz()));
        }
        float fullScale =
            type == VoxelType.FLOAT32 ? 1 : header.type() == VoxelType.UINT8 ? 255 : 65535;
        PngWriter.write(out, new Image2d(volume.nx(), volume.ny(), volume.voxels(), fullScale));
      }
    }
  }

  private void writeFlat(Target target, ImageHeader header, Image2d image) throws IOException {
    if (ras) {
      throw CdsslException.usage("--ras: " + in + " is flat and has no place in the patient");
    }
    VoxelType type = type(header, image.pixels());
    switch (target) {
      case NIFTI ->
          NiftiWriter.write(
              out,
              new Volume(
                  image.width(), image.height(), 1, image.pixels(), Geometry.ofSpacing(1, 1, 1)),
              type);
      case NPY -> NpyWriter.write(out, image, type);
      case PNG -> PngWriter.write(out, image);
    }
  }

  /// The stored integer type where every value is still one of its numbers (no scaling, no luma).
  private static VoxelType type(ImageHeader header, float[] voxels) {
    VoxelType type = header.type();
    for (float voxel : voxels) {
      if (!type.holds(voxel)) {
        return VoxelType.FLOAT32;
      }
    }
    return type.isInteger() ? type : VoxelType.FLOAT32;
  }
}
