package org.cdssl.config;

/// A set that an encoder is evaluated on, so that images it shares with a pre-training collection
/// must stay out of pre-training. YAML: lower case.
public enum Downstream {
  /// Every one of them.
  ALL,
  ORGANMNIST3D,
  NODULEMNIST3D,
  FRACTUREMNIST3D,
  ADRENALMNIST3D,
  VESSELMNIST3D,
  SYNAPSEMNIST3D,
  PNEUMONIAMNIST,
  CHESTMNIST,
  MSD_LIVER,
  MSD_HEPATICVESSEL,
  MSD_PANCREAS,
  MSD_COLON,
  MSD_LUNG,
  MSD_SPLEEN,
  MSD_HIPPOCAMPUS,
  NIH_CHESTXRAY14
}
