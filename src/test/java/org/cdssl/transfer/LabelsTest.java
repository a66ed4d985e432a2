package org.cdssl.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.TaskConfig.Kind;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private static final Labels CLASSES = new Labels(Kind.CLASSIFICATION, List.of("a", "b"));
  private static final Labels FINDINGS = new Labels(Kind.FINDINGS, List.of("a", "b"));

  private static ImageEntry entry(Target target) {
    return TinyTask.entry(5, false, Part.TEST, target);
  }

  @Test
  void aClassAndFindingsBecomeTruths() {
    assertThat(CLASSES.truth(entry(new Target.ClassIndex(1)))).containsExactly(false, true);
    assertThat(FINDINGS.truth(entry(new Target.Findings(List.of(true, true)))))
        .containsExactly(true, true);
  }

  @Test
  void aLabelOutsideOfTheDeclaredOnesIsNamedWithItsFile() {
    assertThatThrownBy(() -> CLASSES.require(List.of(entry(new Target.ClassIndex(2)))))
        .hasMessageContaining("tiny/image-5")
        .hasMessageContaining("label 2 is outside of the declared classes 0 to 1 [a, b]");
    assertThatThrownBy(() -> FINDINGS.truth(entry(new Target.Findings(List.of(true)))))
        .hasMessageContaining("has 1 findings, 2 are declared");
  }

  @Test
  void aLabelOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> CLASSES.truth(entry(Target.NONE))).hasMessageContaining("no label");
    assertThatThrownBy(() -> FINDINGS.truth(entry(new Target.ClassIndex(0))))
        .hasMessageContaining("has one class where task.kind wants a set of findings");
    assertThatThrownBy(() -> CLASSES.truth(entry(new Target.Mask(Path.of("m.nii")))))
        .hasMessageContaining("has a mask");
  }
}
