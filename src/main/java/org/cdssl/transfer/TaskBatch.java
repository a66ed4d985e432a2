package org.cdssl.transfer;

import java.util.List;
import org.cdssl.engine.safetensors.NamedTensor;

/// What one step trains on, in Java memory.
public interface TaskBatch {
  /// Names of the images (of patches: of the images they are from).
  List<String> ids();

  /// Inputs and labels, to be written after a step that fails (P7).
  List<NamedTensor> tensors();

  default int size() {
    return ids().size();
  }
}
