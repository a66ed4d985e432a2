package org.cdssl.image;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Images for the tests of this package.
final class TestVolumes {
  private TestVolumes() {}

  /// The rule of `make_torch_json.py`, so that the fixture holds no images.
  static float[] byRule(int nx, int ny, int nz) {
    float[] voxels = new float[nx * ny * nz];
    for (int z = 0; z < nz; z++) {
      for (int y = 0; y < ny; y++) {
        for (int x = 0; x < nx; x++) {
          voxels[(z * ny + y) * nx + x] =
              (z * 37 + y * 131 + x * 71 + (x * y + z) % 17 * 29) % 256 / 255f;
        }
      }
    }
    return voxels;
  }

  static float[] noise(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  static Volume volume(int nx, int ny, int nz, float[] voxels) {
    return new Volume(nx, ny, nz, voxels, Geometry.ofSpacing(1, 1, 1));
  }

  static List<JsonNode> torch(String part) throws Exception {
    try (InputStream in = TestVolumes.class.getResourceAsStream("torch.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get(part).forEach(cases::add);
      if (cases.isEmpty()) {
        throw new IllegalStateException("torch.json has no " + part);
      }
      return cases;
    }
  }

  static int[] ints(JsonNode list) {
    int[] result = new int[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = list.get(i).asInt();
    }
    return result;
  }
}
