package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.cdssl.image.format.raster.Luma;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Synthetic images that dcmtk, gdcm and OpenJPEG compressed, and the values they decode to.
public final class CompressedFiles {
  private CompressedFiles() {}

  /// One file.
  ///
  /// @param values grey, frame after frame
  public record Case(String name, byte[] dicom, float[] values) {}

  public static List<Case> all() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = CompressedFiles.class.getResourceAsStream("compressed.json")) {
      for (JsonNode c : JsonMapper.shared().readTree(in).get("cases")) {
        byte[] dicom = Base64.getDecoder().decode(c.get("dicom").stringValue());
        float[] values = original(c.get("source").stringValue());
        if (c.has("values")) {
          for (int i = 0; i < values.length; i++) {
            values[i] = c.get("values").get(i).intValue();
          }
        } else if (c.has("red")) {
          for (int i = 0; i < values.length; i++) {
            values[i] =
                Luma.of(
                    c.get("red").get(i).intValue(),
                    c.get("green").get(i).intValue(),
                    c.get("blue").get(i).intValue());
          }
        }
        cases.add(new Case(c.get("name").stringValue(), dicom, values));
      }
    }
    return cases;
  }

  /// The image that was compressed, 19x21.
  private static float[] original(String source) {
    int frames = source.equals("f12") ? 3 : 1;
    float[] values = new float[frames * 19 * 21];
    for (int k = 0, i = 0; k < frames; k++) {
      for (int y = 0; y < 21; y++) {
        for (int x = 0; x < 19; x++, i++) {
          values[i] =
              switch (source) {
                case "g8" -> (x * 7 + y * 5 + x * y) & 255;
                case "g12", "f12" -> (x * 53 + y * 29 + x * y + 400 * k) & 4095;
                case "s16" -> ((x * 53 + y * 29 + x * y * 7) & 4095) - 2048;
                default -> Luma.of((x * 7) & 255, (y * 9) & 255, (x * y) & 255);
              };
        }
      }
    }
    return values;
  }
}
