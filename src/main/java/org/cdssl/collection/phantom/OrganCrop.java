package org.cdssl.collection.phantom;

import java.util.List;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;

/// A crop of one generated patient whose middle lies in one of six organs: small inputs for
/// classification, by what surrounds them. Patients, and so organs, take turns by index.
///
/// @param label index in {@link #ORGANS}
/// @param volume HU, as that of a {@link Phantom}
public record OrganCrop(int label, Volume volume) {
  /// The classes, in the order of their labels.
  public static final List<Organ> ORGANS =
      List.of(Organ.HEART, Organ.LIVER, Organ.SPLEEN, Organ.KIDNEY, Organ.AORTA, Organ.SPINE);

  private static final PhantomGrid SCAN = new PhantomGrid(50, 36, 40, 8, 8, 8);
  private static final int FEWEST = 6;
  private static final int ATTEMPTS = 200;

  /// The crop of an index, which is from 0. A patient whose scan shows less than 3 ml of the organ
  /// gives way to another one, which no other index up to `patients` meets.
  ///
  /// @param patients how many indices there are
  /// @param grid of the crop; it may reach beyond the body
  public static OrganCrop of(long seed, int index, int patients, PhantomGrid grid) {
    int label = index % ORGANS.size();
    byte code = ORGANS.get(label).code();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int patient = 1 + index + attempt * patients;
      Anatomy anatomy = Anatomy.draw(seed, patient);
      Geometry scan = SCAN.centredOn(0, 0, 0);
      byte[] mask = Phantom.paint(anatomy, SCAN, scan).mask;
      int size = 0;
      for (byte b : mask) {
        size += b == code ? 1 : 0;
      }
      if (size < FEWEST) {
        continue;
      }
      int middle = place(mask, code, new Draws(seed, patient, "organ-crop").count(0, size - 1));
      int x = middle % SCAN.nx();
      int y = middle / SCAN.nx() % SCAN.ny();
      int z = middle / (SCAN.nx() * SCAN.ny());
      Geometry geometry =
          grid.centredOn(
              scan.at(0, 3) + x * SCAN.xMm(),
              scan.at(1, 3) + y * SCAN.yMm(),
              scan.at(2, 3) + z * SCAN.zMm());
      return new OrganCrop(label, Phantom.render(seed, patient, grid, anatomy, geometry).volume());
    }
    throw new IllegalStateException("no " + ORGANS.get(label) + " in " + ATTEMPTS + " patients");
  }

  /// Where the mask has the code for the n-th time, n from 0.
  private static int place(byte[] mask, byte code, int n) {
    int seen = 0;
    for (int i = 0; ; i++) {
      if (mask[i] == code && seen++ == n) {
        return i;
      }
    }
  }
}
