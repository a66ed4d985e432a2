package org.cdssl.transfer.metric;

/// The metrics of classification by name, as `result.json` and the tables have them.
public enum Score {
  /// area under the ROC curve
  AUC("auc", "AUC"),
  /// share that is called right
  ACC("acc", "ACC"),
  /// average precision
  AP("ap", "AP"),
  /// highest sensitivity at a specificity of at least 90 %
  SENSITIVITY("sensitivityAt90", "Sensitivity at 90 % specificity"),
  /// expected calibration error
  ECE("ece", "ECE");

  /// What `SENSITIVITY` fixes.
  public static final double SPECIFICITY = 0.9;

  private final String key;
  private final String title;

  Score(String key, String title) {
    this.key = key;
    this.title = title;
  }

  /// Name in files.
  public String key() {
    return key;
  }

  /// Name for people.
  public String title() {
    return title;
  }
}
