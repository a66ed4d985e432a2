package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.cdssl.image.Volume;
import org.junit.jupiter.api.Test;

class OrganCropTest {
  private static final long SEED = 3;
  private static final int PATIENTS = 24;
  private static final PhantomGrid GRID = new PhantomGrid(15, 15, 9, 4, 4, 4);

  @Test
  void theMiddleOfACropLiesInTheOrganOfItsLabel() {
    Set<Integer> seen = new HashSet<>();
    for (int index = 0; index < PATIENTS; index++) {
      OrganCrop crop = OrganCrop.of(SEED, index, PATIENTS, GRID);
      assertThat(crop.label()).isEqualTo(index % 6);
      assertThat(organInTheMiddle(crop, index)).isEqualTo(OrganCrop.ORGANS.get(crop.label()));
      seen.add(crop.label());
    }
    assertThat(seen).hasSize(6);
  }

  /// Of the patient that shows what the crop shows; null where none of those it may be of does.
  private static Organ organInTheMiddle(OrganCrop crop, int index) {
    for (int patient = 1 + index; patient <= 1 + index + 3 * PATIENTS; patient += PATIENTS) {
      Anatomy anatomy = Anatomy.draw(SEED, patient);
      Volume volume = crop.volume();
      Phantom again = Phantom.render(SEED, patient, GRID, anatomy, volume.geometry());
      if (Arrays.equals(again.volume().voxels(), volume.voxels())) {
        return Organ.ofCode(again.mask()[(4 * 15 + 7) * 15 + 7]);
      }
    }
    return null;
  }

  @Test
  void aCropDependsOnSeedAndIndexAlone() {
    float[] voxels = OrganCrop.of(SEED, 5, PATIENTS, GRID).volume().voxels();
    assertThat(OrganCrop.of(SEED, 5, PATIENTS, GRID).volume().voxels()).containsExactly(voxels);
    assertThat(OrganCrop.of(SEED + 1, 5, PATIENTS, GRID).volume().voxels()).isNotEqualTo(voxels);
    assertThat(OrganCrop.of(SEED, 11, PATIENTS, GRID).volume().voxels()).isNotEqualTo(voxels);
  }
}
