package org.cdssl.image.format.dicom;

import java.util.Set;

/// The elements that are kept of a data set (P18): pixels, geometry, modality and the UIDs that
/// tell a series, which leave this package only as hashes. All others are passed over unread.
final class Tags {
  static final int MEDIA_STORAGE = 0x00020002;
  static final int TRANSFER_SYNTAX = 0x00020010;
  static final int IMAGE_TYPE = 0x00080008;
  static final int SOP_INSTANCE = 0x00080018;
  static final int MODALITY = 0x00080060;
  static final int SLICE_THICKNESS = 0x00180050;
  static final int SPACING_BETWEEN_SLICES = 0x00180088;
  static final int SERIES_INSTANCE = 0x0020000E;
  static final int POSITION = 0x00200032;
  static final int ORIENTATION = 0x00200037;
  static final int PLANE_POSITION = 0x00209113;
  static final int PLANE_ORIENTATION = 0x00209116;
  static final int SAMPLES = 0x00280002;
  static final int PHOTOMETRIC = 0x00280004;
  static final int PLANAR = 0x00280006;
  static final int FRAMES = 0x00280008;
  static final int ROWS = 0x00280010;
  static final int COLUMNS = 0x00280011;
  static final int PIXEL_SPACING = 0x00280030;
  static final int BITS_ALLOCATED = 0x00280100;
  static final int BITS_STORED = 0x00280101;
  static final int HIGH_BIT = 0x00280102;
  static final int PIXEL_REPRESENTATION = 0x00280103;
  static final int BURNED_IN = 0x00280301;
  static final int INTERCEPT = 0x00281052;
  static final int SLOPE = 0x00281053;
  static final int PALETTE_DESCRIPTOR = 0x00281101; // red; green and blue follow
  static final int PALETTE_DATA = 0x00281201;
  static final int PALETTE_SEGMENTS = 0x00281221;
  static final int MODALITY_LUT = 0x00283000;
  static final int LUT_DESCRIPTOR = 0x00283002;
  static final int LUT_DATA = 0x00283006;
  static final int PIXEL_MEASURES = 0x00289110;
  static final int VALUE_TRANSFORM = 0x00289145;
  static final int FRAME_OFFSETS = 0x3004000C;
  static final int SHARED_GROUPS = 0x52009229;
  static final int FRAME_GROUPS = 0x52009230;
  static final int FLOAT_PIXELS = 0x7FE00008;
  static final int DOUBLE_PIXELS = 0x7FE00009;
  static final int PIXELS = 0x7FE00010;

  static final int ITEM = 0xFFFEE000;
  static final int ITEM_END = 0xFFFEE00D;
  static final int SEQUENCE_END = 0xFFFEE0DD;

  private static final Set<Integer> VALUES =
      Set.of(
          MEDIA_STORAGE,
          TRANSFER_SYNTAX,
          IMAGE_TYPE,
          SOP_INSTANCE,
          MODALITY,
          SLICE_THICKNESS,
          SPACING_BETWEEN_SLICES,
          SERIES_INSTANCE,
          POSITION,
          ORIENTATION,
          SAMPLES,
          PHOTOMETRIC,
          PLANAR,
          FRAMES,
          ROWS,
          COLUMNS,
          PIXEL_SPACING,
          BITS_ALLOCATED,
          BITS_STORED,
          HIGH_BIT,
          PIXEL_REPRESENTATION,
          BURNED_IN,
          INTERCEPT,
          SLOPE,
          PALETTE_DESCRIPTOR,
          PALETTE_DESCRIPTOR + 1,
          PALETTE_DESCRIPTOR + 2,
          PALETTE_DATA,
          PALETTE_DATA + 1,
          PALETTE_DATA + 2,
          PALETTE_SEGMENTS,
          PALETTE_SEGMENTS + 1,
          PALETTE_SEGMENTS + 2,
          LUT_DESCRIPTOR,
          LUT_DATA,
          FRAME_OFFSETS);

  private static final Set<Integer> SEQUENCES =
      Set.of(
          PLANE_POSITION,
          PLANE_ORIENTATION,
          MODALITY_LUT,
          PIXEL_MEASURES,
          VALUE_TRANSFORM,
          SHARED_GROUPS,
          FRAME_GROUPS);

  private Tags() {}

  static boolean isKept(int tag) {
    return VALUES.contains(tag);
  }

  static boolean isKeptSequence(int tag) {
    return SEQUENCES.contains(tag);
  }

  static boolean isPixels(int tag) {
    return tag == PIXELS || tag == FLOAT_PIXELS || tag == DOUBLE_PIXELS;
  }

  /// "(0028,0010)".
  static String text(int tag) {
    return "(%04X,%04X)".formatted(tag >>> 16, tag & 0xffff);
  }
}
