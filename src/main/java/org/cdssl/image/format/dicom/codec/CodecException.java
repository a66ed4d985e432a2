package org.cdssl.image.format.dicom.codec;

import java.io.IOException;

/// Compressed data that are damaged or of a kind that is not supported. The message goes on after
/// the name of a file: "is damaged: ...".
public final class CodecException extends IOException {
  private static final long serialVersionUID = 1L;

  public CodecException(String problem) {
    super(problem);
  }

  public CodecException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
