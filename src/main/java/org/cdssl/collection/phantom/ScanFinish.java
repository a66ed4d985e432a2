package org.cdssl.collection.phantom;

/// What a scan has and geometry does not: slow density variation inside organs, the denser back of
/// the lungs of a lying patient, and scanner noise with the grain of a reconstruction kernel.
final class ScanFinish {
  private static final int WAVES = 6;

  private ScanFinish() {}

  static void apply(float[] hu, byte[] mask, PhantomGrid grid, long seed, int index) {
    Draws draws = new Draws(seed, index, "finish");
    texture(hu, mask, grid, draws);
    noise(hu, grid, draws);
  }

  /// Sum of plane waves of 12 to 60 mm, in tables per axis pair so that no sine is taken per voxel.
  private static void texture(float[] hu, byte[] mask, PhantomGrid grid, Draws draws) {
    double[] amplitude = new double[Organ.values().length];
    for (Organ organ : Organ.values()) {
      amplitude[organ.code()] =
          switch (organ) {
            case BACKGROUND, AIRWAY -> 0;
            case LUNG -> draws.between(8, 22);
            case BODY -> draws.between(4, 9);
            case SPINE, RIB -> draws.between(10, 30);
            case MASS -> draws.between(2, 14);
            default -> draws.between(1, 4);
          };
    }
    double gravity = draws.between(0.15, 0.5);
    float[][] along = new float[3 * WAVES * 2][];
    int[] size = {grid.nx(), grid.ny(), grid.nz()};
    double[] spacing = {grid.xMm(), grid.yMm(), grid.zMm()};
    for (int w = 0; w < WAVES; w++) {
      double[] d = draws.direction();
      double k = 2 * Math.PI / draws.between(12, 60);
      double phase = draws.between(0, 2 * Math.PI);
      for (int axis = 0; axis < 3; axis++) {
        float[] cosine = new float[size[axis]];
        float[] sine = new float[size[axis]];
        for (int i = 0; i < size[axis]; i++) {
          double angle = k * d[axis] * i * spacing[axis] + (axis == 0 ? phase : 0);
          cosine[i] = (float) StrictMath.cos(angle);
          sine[i] = (float) StrictMath.sin(angle);
        }
        along[(w * 3 + axis) * 2] = cosine;
        along[(w * 3 + axis) * 2 + 1] = sine;
      }
    }
    float[] c = new float[WAVES];
    float[] s = new float[WAVES];
    float norm = (float) Math.sqrt(2.0 / WAVES);
    int i = 0;
    for (int z = 0; z < grid.nz(); z++) {
      for (int y = 0; y < grid.ny(); y++) {
        for (int w = 0; w < WAVES; w++) {
          float cy = along[(w * 3 + 1) * 2][y];
          float sy = along[(w * 3 + 1) * 2 + 1][y];
          float cz = along[(w * 3 + 2) * 2][z];
          float sz = along[(w * 3 + 2) * 2 + 1][z];
          c[w] = cy * cz - sy * sz;
          s[w] = sy * cz + cy * sz;
        }
        double behind = -gravity * (y - 0.5 * grid.ny()) * grid.yMm();
        for (int x = 0; x < grid.nx(); x++, i++) {
          int organ = mask[i];
          if (organ == 0) {
            continue;
          }
          float wave = 0;
          for (int w = 0; w < WAVES; w++) {
            wave += along[w * 6][x] * c[w] - along[w * 6 + 1][x] * s[w];
          }
          float change = norm * wave * (float) amplitude[organ];
          if (organ == Organ.LUNG.code() && hu[i] < -500) {
            change += (float) behind;
          }
          hu[i] += change;
        }
      }
    }
  }

  /// Gaussian noise smoothed by 1-2-1 along x and y, so that neighbours correlate as in a filtered
  /// back projection. Values end at -1024 as in a scanner.
  private static void noise(float[] hu, PhantomGrid grid, Draws draws) {
    int nx = grid.nx();
    int ny = grid.ny();
    // 1-2-1 twice keeps 6/16 of the deviation
    float sigma = (float) (draws.between(8, 26) * 16 / 6);
    float[] slice = new float[nx * ny];
    float[] rows = new float[nx * ny];
    for (int z = 0; z < grid.nz(); z++) {
      for (int i = 0; i < slice.length; i++) {
        slice[i] = draws.fastNormal();
      }
      for (int y = 0; y < ny; y++) {
        for (int x = 0; x < nx; x++) {
          int i = y * nx + x;
          float left = slice[x > 0 ? i - 1 : i];
          float right = slice[x < nx - 1 ? i + 1 : i];
          rows[i] = 0.25f * left + 0.5f * slice[i] + 0.25f * right;
        }
      }
      int base = z * nx * ny;
      for (int y = 0; y < ny; y++) {
        for (int x = 0; x < nx; x++) {
          int i = y * nx + x;
          float up = rows[y > 0 ? i - nx : i];
          float down = rows[y < ny - 1 ? i + nx : i];
          float value = hu[base + i] + sigma * (0.25f * up + 0.5f * rows[i] + 0.25f * down);
          hu[base + i] = Math.clamp(Math.round(value), -1024, 3071);
        }
      }
    }
  }
}
