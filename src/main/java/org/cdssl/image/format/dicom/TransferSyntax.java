package org.cdssl.image.format.dicom;

import java.util.Optional;

/// How a data set and its pixels are coded (PS3.5, PS3.6 Annex A).
///
/// Those with a [Remedy] are known by name and refused; the remedy says what converts them.
enum TransferSyntax {
  IMPLICIT_LITTLE("1.2.840.10008.1.2", "Implicit VR Little Endian", Coding.NATIVE),
  EXPLICIT_LITTLE("1.2.840.10008.1.2.1", "Explicit VR Little Endian", Coding.NATIVE),
  ENCAPSULATED_UNCOMPRESSED(
      "1.2.840.10008.1.2.1.98",
      "Encapsulated Uncompressed Explicit VR Little Endian",
      Coding.ENCAPSULATED),
  DEFLATED(
      "1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Coding.DEFLATED_DATA_SET),
  EXPLICIT_BIG("1.2.840.10008.1.2.2", "Explicit VR Big Endian", Coding.NATIVE),
  RLE("1.2.840.10008.1.2.5", "RLE Lossless", Coding.RLE),
  DEFLATED_FRAME(
      "1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", Coding.DEFLATED_FRAMES),
  JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", Coding.JPEG),
  JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", Coding.JPEG),
  JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless (Process 14)", Coding.JPEG),
  JPEG_LOSSLESS_1("1.2.840.10008.1.2.4.70", "JPEG Lossless (Process 14, SV1)", Coding.JPEG),
  JPEG_LS("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Coding.JPEG_LS),
  JPEG_LS_NEAR("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", Coding.JPEG_LS),
  JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 (Lossless Only)", Coding.JPEG_2000),
  JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", Coding.JPEG_2000),

  JPEG_SPECTRAL("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection", Remedy.RETIRED_JPEG),
  JPEG_PROGRESSIVE("1.2.840.10008.1.2.4.55", "JPEG Full Progression", Remedy.RETIRED_JPEG),
  JPEG_2000_PART_2_LOSSLESS(
      "1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Multi-component (Lossless Only)", Remedy.RAW),
  JPEG_2000_PART_2("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2 Multi-component", Remedy.RAW),
  JPIP("1.2.840.10008.1.2.4.94", "JPIP Referenced", Remedy.ELSEWHERE),
  JPIP_DEFLATE("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", Remedy.ELSEWHERE),
  MPEG2_MAIN("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level", Remedy.VIDEO),
  MPEG2_HIGH("1.2.840.10008.1.2.4.101", "MPEG2 Main Profile / High Level", Remedy.VIDEO),
  MPEG4("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile", Remedy.VIDEO),
  MPEG4_BD("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible", Remedy.VIDEO),
  MPEG4_2D("1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 for 2D video", Remedy.VIDEO),
  MPEG4_3D("1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 for 3D video", Remedy.VIDEO),
  MPEG4_STEREO("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo", Remedy.VIDEO),
  HEVC_MAIN("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile", Remedy.VIDEO),
  HEVC_MAIN_10("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile", Remedy.VIDEO),
  JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110", "JPEG XL Lossless", Remedy.NEWER),
  JPEG_XL_RECOMPRESSION("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", Remedy.NEWER),
  JPEG_XL("1.2.840.10008.1.2.4.112", "JPEG XL", Remedy.NEWER),
  HTJ2K_LOSSLESS(
      "1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 (Lossless Only)", Remedy.NEWER),
  HTJ2K_LOSSLESS_RPCL(
      "1.2.840.10008.1.2.4.202",
      "High-Throughput JPEG 2000 with RPCL (Lossless Only)",
      Remedy.NEWER),
  HTJ2K("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Remedy.NEWER);

  /// How frames lie in the file.
  enum Coding {
    NATIVE,
    DEFLATED_DATA_SET,
    ENCAPSULATED,
    DEFLATED_FRAMES,
    RLE,
    JPEG,
    JPEG_LS,
    JPEG_2000,
    REFUSED
  }

  /// What a person does about a syntax that cannot be read.
  enum Remedy {
    NONE(""),
    RAW("convert it with 'gdcmconv --raw IN OUT' (gdcm)"),
    RETIRED_JPEG("convert it with 'dcmdjpeg IN OUT' (dcmtk) or 'gdcmconv --raw IN OUT' (gdcm)"),
    NEWER(
        "convert it with pydicom 3 (dcmread, decompress(), save_as) or 'dcm2dcm -t"
            + " 1.2.840.10008.1.2.1 IN OUT' (dcm4che)"),
    VIDEO("it is a video; take its frames out with ffmpeg"),
    ELSEWHERE("its pixels are on a server; fetch the image itself");

    private final String text;

    Remedy(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private final String uid;
  private final String label;
  private final Coding coding;
  private final Remedy remedy;

  TransferSyntax(String uid, String label, Coding coding) {
    this(uid, label, coding, Remedy.NONE);
  }

  TransferSyntax(String uid, String label, Remedy remedy) {
    this(uid, label, Coding.REFUSED, remedy);
  }

  TransferSyntax(String uid, String label, Coding coding, Remedy remedy) {
    this.uid = uid;
    this.label = label;
    this.coding = coding;
    this.remedy = remedy;
  }

  String uid() {
    return uid;
  }

  /// The name of the standard.
  String label() {
    return label;
  }

  Coding coding() {
    return coding;
  }

  Remedy remedy() {
    return remedy;
  }

  boolean isBigEndian() {
    return this == EXPLICIT_BIG;
  }

  static Optional<TransferSyntax> of(String uid) {
    for (TransferSyntax syntax : values()) {
      if (syntax.uid.equals(uid)) {
        return Optional.of(syntax);
      }
    }
    return Optional.empty();
  }
}
