package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.VoxelStatistics;
import org.cdssl.image.format.numpy.NpyHeader;
import org.cdssl.image.format.numpy.NpzFile;

/// NPZ archives: shape, type and statistics of each array, over all its values in file order.
final class NpzInspector implements Inspector {
  @Override
  public boolean accepts(Path path) {
    return ImageFiles.endsWith(path, ".npz");
  }

  @Override
  public Inspection inspect(Path path) throws IOException {
    Map<String, Object> arrays = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    try (NpzFile npz = NpzFile.open(path)) {
      for (String member : npz.members()) {
        NpyHeader header = npz.header(member);
        VoxelStatistics statistics = new VoxelStatistics();
        npz.stream(member, statistics);
        Map<String, Object> array = new LinkedHashMap<>();
        array.put("storedType", header.type().label());
        array.put("shape", header.shape());
        String line = header.type().label() + " " + header.shape();
        ImageInspector.putStatistics(statistics, array);
        if (statistics.count() > 0) {
          line +=
              ", range %s to %s, mean %s"
                  .formatted(
                      ImageInspector.number(statistics.min()),
                      ImageInspector.number(statistics.max()),
                      ImageInspector.number(statistics.mean()));
        }
        arrays.put(member, array);
        ImageInspector.line(text, member, line);
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", "arrays");
    json.put("format", "NPZ");
    json.put("arrays", arrays);
    return new Inspection(
        "NPZ, arrays " + String.join(", ", arrays.keySet()), text.toString(), json);
  }
}
