package org.cdssl.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;

/// A run folder as a real run leaves it, with made-up numbers and pictures.
final class FakeRun {
  static final Size3 SIZE = new Size3(32, 64, 64);
  private static final int STEPS = 400;

  private FakeRun() {}

  /// Writes everything into `folder`; the same bytes each time.
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("pictures"));
    Random random = new Random(7);
    writeMetrics(folder, random);
    writeSettings(folder);
    writePictures(folder.resolve("pictures"), random);
    return folder;
  }

  private static void writeMetrics(Path folder, Random random) throws IOException {
    List<String> metrics = new ArrayList<>();
    List<String> timing = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      double t = step / (double) STEPS;
      double restore = 0.012 + 0.08 * Math.exp(-6 * t) + 0.004 * random.nextGaussian() * (1 - t);
      double mid = restore * 1.1 + 0.002 * random.nextDouble();
      double global = -0.95 + 0.9 * Math.exp(-5 * t) + 0.05 * random.nextGaussian();
      double local = -0.9 + 0.85 * Math.exp(-4 * t) + 0.04 * random.nextGaussian();
      double beta = 0.5 * (1 + Math.cos(Math.PI * t));
      double lr = 0.001 * beta;
      if (step == 181) {
        metrics.add(
            "{\"type\":\"event\",\"step\":181,\"kind\":\"nonFinite\",\"message\":\"gradient norm is"
                + " NaN, step not taken, batch in debug/step-000181 <1 of 3>\"}");
      }
      String loss = step == 181 ? "\"NaN\"" : number(restore + global + beta * mid + local);
      metrics.add(
          String.format(
              Locale.ROOT,
              "{\"type\":\"step\",\"step\":%d,\"epoch\":%d,\"lr\":%s,\"loss\":%s,\"restore\":%s,"
                  + "\"global\":%s,\"mid\":%s,\"local\":%s,\"beta\":%s,\"gradNorm\":%s,"
                  + "\"count2d\":%d,\"count3d\":%d}",
              step,
              (step - 1) / 40,
              number(lr),
              loss,
              number(restore),
              number(global),
              number(mid),
              number(local),
              number(beta),
              number(1.5 + 3 * Math.exp(-4 * t) + 0.5 * Math.abs(random.nextGaussian())),
              step % 4 == 0 ? 5 : 6,
              step % 4 == 0 ? 3 : 2));
      if (step == 1 || step % 50 == 0) {
        double held = 0.011 + 0.085 * Math.exp(-6 * t);
        metrics.add(
            String.format(
                Locale.ROOT,
                "{\"type\":\"heldOut\",\"step\":%d,\"restore\":%s,\"restore2d\":%s,"
                    + "\"restore3d\":%s,\"images2d\":12,\"images3d\":6}",
                step,
                number(held),
                number(0.9 * held),
                number(1.2 * held)));
      }
      if (step % 50 == 0) {
        metrics.add(collapse(step, random));
      }
      timing.add(
          String.format(
              Locale.ROOT,
              "{\"step\":%d,\"seconds\":%s,\"samplesPerSecond\":%s,\"waitShare\":%s}",
              step,
              number(1.9 + 0.1 * random.nextGaussian()),
              number(8 / 1.9 + 0.15 * random.nextGaussian()),
              number(Math.max(0, 0.01 + 0.004 * random.nextGaussian()))));
    }
    metrics.add(
        "{\"type\":\"event\",\"step\":255,\"kind\":\"quarantine\",\"message\":\"chest-0117: gzip"
            + " stream ends early; replaced by chest-0118\"}");
    // a killed run ends in the middle of a line
    Files.writeString(
        folder.resolve("metrics.jsonl"), String.join("\n", metrics) + "\n{\"type\":\"step\",\"st");
    Files.writeString(folder.resolve("timing.jsonl"), String.join("\n", timing) + "\n");
  }

  private static String collapse(int step, Random random) {
    List<String> levels = new ArrayList<>();
    int[] widths = {256, 128, 64, 32, 16};
    for (int i = 0; i < widths.length; i++) {
      double threshold = 0.1 / Math.sqrt(widths[i]);
      double std =
          i == 4 && step == 150
              ? 0.8 * threshold
              : threshold * (4 + i) * (1 + 0.1 * random.nextGaussian());
      levels.add(
          String.format(
              Locale.ROOT,
              "{\"level\":%d,\"std\":%s,\"meanCosine\":%s,\"threshold\":%s,\"warn\":%s}",
              i + 1,
              number(std),
              number(0.2 + 0.1 * i + 0.03 * random.nextGaussian()),
              number(threshold),
              std < threshold));
    }
    return "{\"type\":\"collapse\",\"step\":"
        + step
        + ",\"levels\":["
        + String.join(",", levels)
        + "]}";
  }

  private static void writeSettings(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        seed: 0
        data:
          sources:
            - path: chest <X-rays> & more
              dimension: 2d
        training:
          epochs: 10
          batchSize: 8
        """);
    Files.writeString(
        folder.resolve("provenance.json"),
        """
        {"version": "0.1.0-SNAPSHOT", "java": {"version": "25.0.1", "vendor": "Eclipse Adoptium"},
         "cpu": {"level": "avx512_bf16", "cores": 2}, "seed": 0, "threads": 2,
         "manifestSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
         "libraries": ["pytorch 2.10.0", "javacpp 1.5.13"]}
        """);
    Files.writeString(
        folder.resolve("data.json"),
        """
        {"pools": [
          {"dimension": "2d", "images": 1200, "subjects": 1100, "heldOut": 12, "bad": 1},
          {"dimension": "3d", "images": 80, "subjects": 76, "heldOut": 6, "bad": 1}],
         "bad": [{"file": "xray-0117.png", "reason": "the file ends in the middle of the pixels"},
                 {"file": "ct-003.nii.gz", "reason": "gzip checksum is wrong"}]}
        """);
  }

  private static void writePictures(Path pictures, Random random) throws IOException {
    float[] volume = body(SIZE);
    float[] flat = chest(SIZE);
    for (int step : new int[] {1, 100, 200, 300, 400}) {
      float strength = (float) (0.9 * Math.exp(-step / 80.0));
      String name = String.format(Locale.ROOT, "step-%06d-", step);
      String title = "Step " + step;
      RestorationPicture.write(
          pictures.resolve(name + "volume.png"),
          title + ", volume",
          volume,
          corrupted(volume, random),
          mixed(volume, strength),
          SIZE,
          false);
      RestorationPicture.write(
          pictures.resolve(name + "xray.png"),
          title + ", X-ray",
          flat,
          corrupted(flat, random),
          mixed(flat, strength),
          SIZE,
          true);
    }
    List<PreparedImage> xrays = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      xrays.add(
          prepared("xray-" + i, chest(new Size3(1, 500 + 40 * i, 512)), 512, 500 + 40 * i, 1));
    }
    SamplePictures.write(pictures.resolve("sample-2d.png"), "X-rays", xrays);
    Size3 large = new Size3(60, 160, 180);
    SamplePictures.write(
        pictures.resolve("sample-3d.png"),
        "Volumes",
        List.of(
            prepared("volume-0", body(large), 180, 160, 60),
            prepared("volume-1", body(SIZE), 64, 64, 32)));
    SamplePictures.writePseudoVolume(
        pictures.resolve("pseudo3d-0.png"),
        "Pseudo-3D volume of xray-0",
        chest(new Size3(25, 220, 220)),
        new Size3(25, 220, 220));
  }

  static PreparedImage prepared(String id, float[] values, int nx, int ny, int nz) {
    short[] stored = new short[values.length];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (short) Math.round(values[i] * PreparedImage.FULL_SCALE);
    }
    return new PreparedImage(id, nz == 1, nx, ny, nz, stored);
  }

  /// A body with two lungs and a spine, brighter towards the head; front at large h.
  static float[] body(Size3 size) {
    float[] out = new float[size.voxels()];
    for (int d = 0; d < size.d(); d++) {
      for (int h = 0; h < size.h(); h++) {
        for (int w = 0; w < size.w(); w++) {
          double x = 2.0 * w / size.w() - 1;
          double y = 2.0 * h / size.h() - 1;
          double z = (double) d / size.d();
          double v = 0.02;
          if (x * x / 0.8 + y * y / 0.5 < 1) {
            v = 0.5 + 0.1 * z;
            double lung = Math.pow((Math.abs(x) - 0.42) / 0.3, 2) + Math.pow(y / 0.45, 2);
            if (lung < 1 && z > 0.25) {
              v = 0.12;
            }
            if (x * x + Math.pow(y + 0.5, 2) < 0.02) {
              v = 0.95;
            }
          }
          out[(d * size.h() + h) * size.w() + w] = (float) v;
        }
      }
    }
    return out;
  }

  /// A chest X-ray seen through a window that shifts with the depth.
  static float[] chest(Size3 size) {
    float[] out = new float[size.voxels()];
    for (int d = 0; d < size.d(); d++) {
      for (int h = 0; h < size.h(); h++) {
        for (int w = 0; w < size.w(); w++) {
          double x = 2.0 * (w + 0.3 * (d % 5)) / size.w() - 1;
          double y = 2.0 * (h + 0.3 * (d / 5)) / size.h() - 1;
          double lung = Math.pow((Math.abs(x) - 0.4) / 0.28, 2) + Math.pow((y + 0.05) / 0.7, 2);
          double v = 0.62 - 0.42 * Math.exp(-Math.pow(Math.max(0, lung - 0.3), 2) * 4);
          v += 0.3 * Math.exp(-x * x / 0.01) + 0.05 * Math.cos(24 * y + 4 * x * x);
          out[(d * size.h() + h) * size.w() + w] = (float) Math.clamp(v, 0, 1);
        }
      }
    }
    return out;
  }

  private static float[] corrupted(float[] values, Random random) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) ((values[i] - 0.4) / 0.25 + 0.6 * random.nextGaussian());
    }
    return out;
  }

  private static float[] mixed(float[] values, float strength) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (1 - strength) * values[i] + strength * 0.5f;
    }
    return out;
  }

  private static String number(double value) {
    return Double.toString(value);
  }
}
