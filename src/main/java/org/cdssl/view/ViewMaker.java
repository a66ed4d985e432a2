package org.cdssl.view;

import java.util.Arrays;
import java.util.List;
import org.cdssl.CdsslException;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;
import org.cdssl.pseudo3d.SampledPseudoVolume;
import org.cdssl.pseudo3d.Window;

/// Makes the views of one sample after the other (METHOD A.4, B.3): crop and resize, a flat image
/// through the pseudo-3D transform; flip and affine; here the restoration target is taken; then
/// blur, noise, gamma, block swaps (globals only), normalisation.
///
/// A view depends on (seed, pass, image, view) and on nothing else. A view without any variation is
/// cut anew. Keeps its scratch memory, so one instance for each thread.
public final class ViewMaker {
  private static final int TRIES = 20;

  /// Last part of the key of the crops; views are counted from 0.
  private static final int CROPS = -1;

  /// Stands for the pass through the pool where there is none.
  private static final long FIXED = -1;

  private final ViewPlan plan;
  private final ViewsConfig views;
  private final long seed;
  private final Crops volumeCrops;
  private final Crops flatCrops;
  private final CropSampler sampler = new CropSampler();
  private final Flattened global;
  private final Flattened local;
  private final float[] crop;
  private final float[] view;
  private final float[] scratch;

  /// How flat images become views of one size.
  private record Flattened(Size3 image, float[] pixels, SampledPseudoVolume volume, Size3 size) {
    static Flattened of(int side, PseudoVolumeConfig config, Size3 size) {
      return new Flattened(
          new Size3(1, side, side),
          new float[side * side],
          new SampledPseudoVolume(side, side, Window.of(config), size, config.depth()),
          size);
    }
  }

  /// @param seed of all augmentation
  public ViewMaker(ViewPlan plan, ViewsConfig views, PseudoVolumeConfig pseudo3d, long seed) {
    this.plan = plan;
    this.views = views;
    this.seed = seed;
    this.volumeCrops = new VolumeCrops(views);
    this.flatCrops = new FlatCrops(views);
    this.global = Flattened.of(pseudo3d.imageSize(), pseudo3d, views.globalSize());
    this.local = Flattened.of(pseudo3d.localImageSize(), pseudo3d, views.localSize());
    int voxels = Math.max(views.globalSize().voxels(), views.localSize().voxels());
    this.crop = new float[voxels];
    this.view = new float[voxels];
    this.scratch =
        new float
            [Math.max(
                    SpatialDraw.paddedLength(views.globalSize()),
                    SpatialDraw.paddedLength(views.localSize()))
                + BlurDraw.border(views)];
  }

  /// All views of an image, into place `n` of the batch.
  ///
  /// @throws CdsslException if the image has no crop with any variation
  public void make(PreparedImage image, Sample sample, Batch batch, int n) {
    List<Box> globals = List.of();
    boolean made = false;
    ViewRandom crops = stream(image, sample.pass(), sample.index(), CROPS);
    for (int i = 0; i < TRIES && !made; i++) {
      globals = cropsOf(image).globals(image, plan.globals(), crops);
      made = true;
      for (int g = 0; g < plan.globals() && made; g++) {
        ViewRandom random = stream(image, sample.pass(), sample.index(), g);
        made = cut(image, globals.get(g), global, random);
        if (made) {
          if (g < plan.targets()) {
            batch.putTarget(g, n, view);
          }
          corrupt(global.size(), true, random);
          batch.putGlobal(g, n, view);
        }
      }
    }
    if (!made) {
      throw constant(image);
    }
    for (int l = 0; l < plan.locals(); l++) {
      ViewRandom random = stream(image, sample.pass(), sample.index(), plan.globals() + l);
      cutLocal(image, globals, crops, random);
      corrupt(local.size(), false, random);
      batch.putLocal(l, n, view);
    }
  }

  /// A global view that depends on nothing but the image, its id and the seed.
  ///
  /// @throws CdsslException if the image has no crop with any variation
  public FixedView fixedView(PreparedImage image) {
    ViewRandom crops = stream(image, FIXED, image.id().hashCode(), CROPS);
    for (int i = 0; i < TRIES; i++) {
      Box box = cropsOf(image).globals(image, 1, crops).getFirst();
      ViewRandom random = stream(image, FIXED, image.id().hashCode(), 0);
      if (cut(image, box, global, random)) {
        float[] target = Arrays.copyOf(view, global.size().voxels());
        corrupt(global.size(), true, random);
        float[] input = Arrays.copyOf(view, global.size().voxels());
        return new FixedView(global.size(), input, target);
      }
    }
    throw constant(image);
  }

  /// A local crop with variation; small ones are often all air, so at last the first global box,
  /// which has some, is shown at the local size.
  private void cutLocal(
      PreparedImage image, List<Box> globals, ViewRandom crops, ViewRandom random) {
    for (int i = 0; i < TRIES; i++) {
      if (cut(image, cropsOf(image).local(image, globals, crops), local, random)) {
        return;
      }
    }
    if (!cut(image, globals.getFirst(), local, random)) {
      throw constant(image);
    }
  }

  /// Everything up to the restoration target, into `view`; false if nothing varies there.
  private boolean cut(PreparedImage image, Box box, Flattened flattened, ViewRandom random) {
    Size3 size = flattened.size();
    if (image.flat()) {
      sampler.sample(image, box, flattened.image(), flattened.pixels());
      flattened.volume().sample(flattened.pixels(), crop, 0);
    } else {
      sampler.sample(image, box, size, crop);
    }
    SpatialDraw.draw(views, random).apply(crop, size, scratch, view);
    return !Normalisation.isConstant(view, size.voxels());
  }

  /// What only the network input goes through.
  private void corrupt(Size3 size, boolean swap, ViewRandom random) {
    int count = size.voxels();
    BlurDraw.draw(views, random).apply(view, size, scratch);
    NoiseDraw.draw(views, random).apply(view, count);
    GammaDraw.draw(views, random).apply(view, count);
    if (swap) {
      SwapDraw.draw(views, size, random).apply(view, size);
    }
    Normalisation.apply(view, count);
  }

  private Crops cropsOf(PreparedImage image) {
    return image.flat() ? flatCrops : volumeCrops;
  }

  private ViewRandom stream(PreparedImage image, long pass, int index, int view) {
    return new ViewRandom(seed, pass, image.flat() ? 2 : 3, index, view);
  }

  private static CdsslException constant(PreparedImage image) {
    return CdsslException.data(
        "image "
            + image.id()
            + " has no crop with any variation; leave it out ('check' lists constant images)");
  }
}
