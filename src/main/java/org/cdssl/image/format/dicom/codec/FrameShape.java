package org.cdssl.image.format.dicom.codec;

/// The size that a frame has by the header around it; a decoder refuses data of any other.
public record FrameShape(int width, int height, int components) {
  /// Pixels of one component.
  public int pixels() {
    return width * height;
  }

  /// Refuses a size other than this one.
  public void require(int otherWidth, int otherHeight, int otherComponents) throws CodecException {
    if (otherWidth != width || otherHeight != height || otherComponents != components) {
      throw new CodecException(
          "is damaged: its header says %dx%d with %d components, its compressed data %dx%d with %d"
              .formatted(width, height, components, otherWidth, otherHeight, otherComponents));
    }
  }
}
