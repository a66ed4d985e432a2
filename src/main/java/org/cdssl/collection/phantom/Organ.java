package org.cdssl.collection.phantom;

/// What a voxel of a phantom belongs to. The number in a mask is {@link #code()}.
public enum Organ {
  /// Air around the patient.
  BACKGROUND(0),
  /// Skin, fat, muscle, bowel, small vessels: all of the body that has no class of its own.
  BODY(1),
  /// Both lungs with their vessels and small nodules.
  LUNG(2),
  HEART(3),
  LIVER(4),
  SPLEEN(5),
  KIDNEY(6),
  /// Vertebrae and discs.
  SPINE(7),
  /// Ribs, sternum, clavicles and scapulae.
  RIB(8),
  AORTA(9),
  /// Trachea and main bronchi.
  AIRWAY(10),
  /// The lung mass whose form is the class of the phantom.
  MASS(11);

  private final byte code;

  Organ(int code) {
    this.code = (byte) code;
  }

  /// The number written in masks, 0 to 11.
  public byte code() {
    return code;
  }

  /// The organ with this number in a mask.
  ///
  /// @throws IllegalArgumentException where no organ has it
  public static Organ ofCode(int code) {
    for (Organ organ : values()) {
      if (organ.code == code) {
        return organ;
      }
    }
    throw new IllegalArgumentException("no organ has the number " + code);
  }
}
