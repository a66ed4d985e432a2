package org.cdssl.view;

import java.util.Arrays;
import org.cdssl.config.AugmentationConfig;
import org.cdssl.config.InputConfig;
import org.cdssl.config.InputConfig.Flat;
import org.cdssl.config.InputConfig.Normalise;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.CropResize;
import org.cdssl.image.PreparedImage;
import org.cdssl.pseudo3d.SampledPseudoVolume;
import org.cdssl.pseudo3d.Window;

/// Makes the network's input of one labelled image after the other (METHOD A.4, E.1, E.3): a volume
/// is resized whole; of a flat image the centre square, or in training a random rectangle, goes
/// through the pseudo-3D transform or is taken as it is. Then, in training only, flips, shift,
/// affine, gamma and noise; at last the intensities are normalised.
///
/// A training input depends on (seed, pass, image), any other on the image alone. Keeps its scratch
/// memory, so one instance for each thread.
public final class InputMaker {
  private static final int STREAM = -7;

  private final InputConfig input;
  private final AugmentationConfig augmentation;
  private final Size3 size;
  private final long seed;
  private final int side;
  private final double reduced;
  private final CropSampler sampler = new CropSampler();
  private final FlatCrops crops;
  private final CropResize crop;
  private final float[] pixels;
  private final SampledPseudoVolume pseudoVolume;
  private final float[] scratch;
  private final float[] padded;

  /// @param seed of the augmentation
  public InputMaker(
      InputConfig input, PseudoVolumeConfig pseudo3d, AugmentationConfig augmentation, long seed) {
    this.input = input;
    this.augmentation = augmentation;
    this.size = input.size();
    this.seed = seed;
    boolean plain = input.flat() == Flat.PLAIN;
    side = pseudo3d.imageSize();
    reduced = input.shorterSide() == 0 ? side : input.shorterSide();
    crops = new FlatCrops(augmentation.area(), augmentation.area(), augmentation.aspect());
    int width = plain ? size.w() : side;
    int height = plain ? size.h() : side;
    crop = new CropResize(width, height);
    pixels = new float[width * height];
    pseudoVolume =
        plain
            ? null
            : new SampledPseudoVolume(side, side, Window.of(pseudo3d), size, pseudo3d.depth());
    scratch = new float[size.voxels()];
    padded = new float[SpatialDraw.paddedLength(size)];
  }

  public Size3 size() {
    return size;
  }

  /// The input of an evaluation: `[D, H, W]` into `out` from `offset` on.
  public void fixed(PreparedImage image, float[] out, int offset) {
    float[] view = new float[size.voxels()];
    if (image.flat()) {
      centre(image);
      unfold(view);
    } else {
      sampler.sample(image, Box.of(image), size, view);
    }
    finish(view, 0.5f);
    System.arraycopy(view, 0, out, offset, view.length);
  }

  /// The input of a training step.
  ///
  /// @param index of the image in its part
  public void training(PreparedImage image, long pass, int index, float[] out, int offset) {
    ViewRandom random = new ViewRandom(seed, STREAM, pass, index);
    float[] view = new float[size.voxels()];
    if (image.flat()) {
      if (augmentation.area().min() < 1) {
        Box box = crops.globals(image, 1, random).getFirst();
        crop.apply(image, box.x(), box.y(), box.w(), box.h(), pixels, 0);
      } else {
        centre(image);
      }
      unfold(view);
    } else {
      sampler.sample(image, Box.of(image), size, view);
    }
    float[] moved = spatial(view, image.flat(), random);
    if (augmentation.gamma() > 0) {
      double beta = random.uniform(-augmentation.gamma(), augmentation.gamma());
      new GammaDraw((float) StrictMath.exp(beta)).apply(moved, moved.length);
    }
    if (augmentation.noiseSigma() > 0) {
      long noise = random.nextLong();
      new NoiseDraw(noise, (float) random.uniform(0, augmentation.noiseSigma()))
          .apply(moved, moved.length);
    }
    finish(moved, (float) random.nextDouble());
    System.arraycopy(moved, 0, out, offset, moved.length);
  }

  /// The centre square that is left of an image whose shorter side is `shorterSide`.
  private void centre(PreparedImage image) {
    double square = Math.min(image.nx(), image.ny()) * (side / reduced);
    double left = (image.nx() - square) / 2;
    double top = (image.ny() - square) / 2;
    crop.apply(image, left, top, square, square, pixels, 0);
  }

  private void unfold(float[] view) {
    if (pseudoVolume == null) {
      System.arraycopy(pixels, 0, view, 0, pixels.length);
    } else {
      pseudoVolume.sample(pixels, view, 0);
    }
  }

  private float[] spatial(float[] view, boolean flat, ViewRandom random) {
    for (int axis = 0; axis < 3; axis++) {
      if (random.chance(augmentation.flip().get(axis))) {
        flip(view, axis);
      }
    }
    int reach = augmentation.shift();
    if (reach > 0) {
      shift(
          view,
          draw(reach, size.d(), random),
          draw(reach, size.h(), random),
          draw(reach, size.w(), random));
    }
    double s = augmentation.scale();
    double r = StrictMath.toRadians(augmentation.rotationDegrees());
    if (s == 0 && r == 0) {
      return view;
    }
    // the depth of a flat image is no direction in space
    double scale = random.uniform(1 - s, 1 + s);
    SpatialDraw draw =
        flat
            ? new SpatialDraw(false, scale, scale, 1, 0, 0, random.uniform(-r, r))
            : new SpatialDraw(
                false,
                scale,
                random.uniform(1 - s, 1 + s),
                random.uniform(1 - s, 1 + s),
                random.uniform(-r, r),
                random.uniform(-r, r),
                random.uniform(-r, r));
    float[] moved = new float[view.length];
    draw.apply(view, size, padded, moved);
    return moved;
  }

  private static int draw(int reach, int extent, ViewRandom random) {
    int most = Math.min(reach, extent - 1);
    return random.nextInt(2 * most + 1) - most;
  }

  private void flip(float[] view, int axis) {
    int[] n = {size.d(), size.h(), size.w()};
    System.arraycopy(view, 0, scratch, 0, view.length);
    int to = 0;
    for (int z = 0; z < n[0]; z++) {
      for (int y = 0; y < n[1]; y++) {
        for (int x = 0; x < n[2]; x++) {
          int fromZ = axis == 0 ? n[0] - 1 - z : z;
          int fromY = axis == 1 ? n[1] - 1 - y : y;
          int fromX = axis == 2 ? n[2] - 1 - x : x;
          view[to++] = scratch[(fromZ * n[1] + fromY) * n[2] + fromX];
        }
      }
    }
  }

  /// Moves by whole voxels; what comes in is the view's minimum.
  private void shift(float[] view, int dz, int dy, int dx) {
    System.arraycopy(view, 0, scratch, 0, view.length);
    float min = Float.POSITIVE_INFINITY;
    for (float v : view) {
      min = Math.min(min, v);
    }
    Arrays.fill(view, min);
    int from = Math.max(0, -dx);
    int count = size.w() - Math.abs(dx);
    for (int z = Math.max(0, dz); z < size.d() + Math.min(0, dz); z++) {
      for (int y = Math.max(0, dy); y < size.h() + Math.min(0, dy); y++) {
        int source = ((z - dz) * size.h() + y - dy) * size.w() + from;
        System.arraycopy(scratch, source, view, (z * size.h() + y) * size.w() + from + dx, count);
      }
    }
  }

  private void finish(float[] view, float factor) {
    if (input.shapeTransform()) {
      for (int i = 0; i < view.length; i++) {
        view[i] *= factor;
      }
    }
    if (input.normalise() == Normalise.ZSCORE) {
      if (Normalisation.isConstant(view, view.length)) {
        Arrays.fill(view, 0f); // an empty image is an answerable question too
      } else {
        Normalisation.apply(view, view.length);
      }
    }
  }
}
