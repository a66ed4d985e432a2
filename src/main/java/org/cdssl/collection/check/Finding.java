package org.cdssl.collection.check;

import java.util.Locale;

/// Something about one image, one subject or one source.
///
/// @param source name of the source
/// @param image what it is about: a file with its member and frame, a subject, or a source
/// @param message one line that says what is wrong and, where there is one, the remedy
public record Finding(Grade grade, Kind kind, String source, String image, String message) {

  /// What is found; the order is that of reports.
  public enum Kind {
    EMPTY_SOURCE("source without images"),
    EMPTY_FILE("empty file"),
    TRUNCATED("truncated file"),
    DAMAGED("damaged data"),
    UNREADABLE("unreadable file"),
    WRONG_DIMENSION("wrong dimension"),
    SEVERAL_FRAMES("several frames"),
    NAN("NaN voxels"),
    INFINITE("infinite voxels"),
    CONSTANT("constant image"),
    CONSTANT_IN_WINDOW("constant in its window"),
    VALUE_RANGE("unlikely value range"),
    WRONG_UNIT("wrong unit of length"),
    ZERO_SPACING("zero spacing"),
    NEGATIVE_SPACING("negative spacing"),
    NOT_ORTHONORMAL("axes not orthogonal"),
    FLIPPED("axes flipped"),
    TOO_SMALL("very small image"),
    MISSING_LABEL("missing label"),
    MASK_UNREADABLE("unreadable mask"),
    MASK_SIZE("mask of another size"),
    MASK_GRID("mask on another grid"),
    LABEL_VALUES("unexpected label values"),
    EMPTY_MASK("mask without foreground"),
    SUBJECT_IN_TWO_PARTS("subject in two parts"),
    CONTENT_IN_TWO_PARTS("same image in two parts"),
    DUPLICATE("same image twice"),
    OVERLAP("overlap with a downstream set"),
    BURNED_IN_TEXT("text burned in"),
    REMARK("remark of the reader"),
    SKIPPED("skipped file");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /// Words for a table.
    public String title() {
      return title;
    }

    /// Name in JSON, "wrong-unit".
    public String slug() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
