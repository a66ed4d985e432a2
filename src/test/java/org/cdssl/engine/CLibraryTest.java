package org.cdssl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CLibraryTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void freedTensorsBelowALiveOneGoBackToTheSystem() {
    Compute.seed(1);
    Tensor kept;
    try (StepScope scope = StepScope.open()) {
      // many pieces under the size from which each gets its own mapping
      Tensor[] pieces = new Tensor[4000];
      for (int i = 0; i < pieces.length; i++) {
        pieces[i] = torch.ones(16 * 1024);
      }
      kept = StepScope.keep(torch.ones(16 * 1024));
    }
    long before = ProcessMemory.resident();
    assertThat(CLibrary.trimHeap()).isTrue();
    assertThat(before - ProcessMemory.resident()).isGreaterThan(150L << 20);
    assertThat(kept.sum().item_float()).isEqualTo(16 * 1024);
    kept.close();
  }
}
