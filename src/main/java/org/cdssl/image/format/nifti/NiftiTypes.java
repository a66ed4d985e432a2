package org.cdssl.image.format.nifti;

import java.nio.file.Path;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.VoxelType;

/// The datatype codes of `nifti1.h`.
final class NiftiTypes {
  private NiftiTypes() {}

  static VoxelType type(Path file, int code) throws FormatException {
    return switch (code) {
      case 2 -> VoxelType.UINT8;
      case 4 -> VoxelType.INT16;
      case 8 -> VoxelType.INT32;
      case 16 -> VoxelType.FLOAT32;
      case 64 -> VoxelType.FLOAT64;
      case 256 -> VoxelType.INT8;
      case 512 -> VoxelType.UINT16;
      case 768 -> VoxelType.UINT32;
      case 1024 -> VoxelType.INT64;
      case 1280 -> VoxelType.UINT64;
      case 0 -> throw new FormatException(file, "its NIfTI header gives no voxel type (code 0)");
      case 1 -> throw unsupported(file, "binary (1 bit)");
      case 32 -> throw unsupported(file, "complex64");
      case 128 -> throw unsupported(file, "RGB");
      case 1536 -> throw unsupported(file, "float128");
      case 1792 -> throw unsupported(file, "complex128");
      case 2048 -> throw unsupported(file, "complex256");
      case 2304 -> throw unsupported(file, "RGBA");
      default -> throw new FormatException(file, "has the unknown NIfTI voxel type " + code);
    };
  }

  private static FormatException unsupported(Path file, String name) {
    return new FormatException(
        file, "has voxels of type " + name + "; only real integer and float types can be read");
  }

  static int code(VoxelType type) {
    return switch (type) {
      case BOOL, UINT8 -> 2;
      case INT16 -> 4;
      case INT32 -> 8;
      case FLOAT32 -> 16;
      case FLOAT64 -> 64;
      case INT8 -> 256;
      case UINT16 -> 512;
      case UINT32 -> 768;
      case INT64 -> 1024;
      case UINT64 -> 1280;
    };
  }
}
