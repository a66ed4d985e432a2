package org.cdssl.view;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.cdssl.CdsslException;
import org.cdssl.config.InputConfig.Flat;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Range;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;
import org.cdssl.pseudo3d.SampledPseudoVolume;
import org.cdssl.pseudo3d.Window;

/// Makes the views of one sample after the other (METHOD A.4, B.3): crop and resize, a flat image
/// through the pseudo-3D transform; flip and affine; here the restoration target is taken; then the
/// intensity steps of the plan, normalisation.
///
/// A view depends on (seed, pass, image, view) and on nothing else. A view without any variation is
/// cut anew. Keeps its scratch memory, so one instance for each thread.
public final class ViewMaker {
  private static final int TRIES = 20;

  /// Last part of the key of the crops; views are counted from 0.
  private static final int CROPS = -1;

  /// The same of the pairs of voxels.
  private static final int PAIRS = -2;

  /// Stands for the pass through the pool where there is none.
  private static final long FIXED = -1;

  private final ViewPlan plan;
  private final ViewsConfig views;
  private final long seed;
  private final Crops usualVolumeCrops;
  private final Crops usualFlatCrops;
  private final Crops volumeCrops;
  private final Crops flatCrops;
  private final int[] firsts;
  private final int[] seconds;
  private final CropSampler sampler = new CropSampler();
  private final Kind global;
  private final Kind local;
  private final float[] crop;
  private final float[] view;
  private final float[] padded;

  /// What all global views have in common, and all local ones.
  ///
  /// @param flatSize the crop of a flat image before the pseudo-3D transform
  private record Kind(
      Size3 size,
      Size3 flatSize,
      float[] pixels,
      SampledPseudoVolume pseudoVolume,
      BlurDraw.Scratch blurring,
      ElasticDraw.Scratch bending) {

    static Kind of(
        Size3 size,
        int side,
        List<List<Corruption>> corruptions,
        ViewsConfig views,
        PseudoVolumeConfig pseudo3d) {
      double blur =
          corruptions.stream()
              .flatMap(List::stream)
              .mapToDouble(c -> c.largestBlur(views.blurSigma()))
              .max()
              .orElse(0);
      Size3 square = new Size3(1, side, side);
      boolean plain = views.flat() == Flat.PLAIN;
      return new Kind(
          size,
          square,
          new float[side * side],
          plain
              ? null
              : new SampledPseudoVolume(side, side, Window.of(pseudo3d), size, pseudo3d.depth()),
          new BlurDraw.Scratch(blur, plain ? new Size3[] {size, square} : new Size3[] {size}),
          new ElasticDraw.Scratch());
    }

    /// Size of the view of an X-ray or a volume.
    Size3 size(boolean flat) {
      return flat && pseudoVolume == null ? flatSize : size;
    }
  }

  /// @param seed of all augmentation
  public ViewMaker(ViewPlan plan, ViewsConfig views, PseudoVolumeConfig pseudo3d, long seed) {
    this.plan = plan;
    this.views = views;
    this.seed = seed;
    this.usualVolumeCrops = new VolumeCrops(views);
    this.usualFlatCrops = new FlatCrops(views);
    this.volumeCrops = crops(usualVolumeCrops, pseudo3d);
    this.flatCrops = crops(usualFlatCrops, pseudo3d);
    this.global =
        Kind.of(views.globalSize(), pseudo3d.imageSize(), plan.globals(), views, pseudo3d);
    this.local =
        Kind.of(views.localSize(), pseudo3d.localImageSize(), plan.locals(), views, pseudo3d);
    int pairs = plan.cropping() instanceof Cropping.Anchored anchored ? anchored.pairs() : 0;
    this.firsts = new int[pairs];
    this.seconds = new int[pairs];
    int voxels = 0;
    int scratch = 0;
    for (Kind kind : new Kind[] {global, local}) {
      for (boolean flat : new boolean[] {false, true}) {
        voxels = Math.max(voxels, kind.size(flat).voxels());
        scratch = Math.max(scratch, SpatialDraw.paddedLength(kind.size(flat)));
      }
    }
    this.crop = new float[voxels];
    this.view = new float[voxels];
    this.padded = new float[scratch];
  }

  /// What cuts the views of the plan.
  private Crops crops(Crops usual, PseudoVolumeConfig pseudo3d) {
    return switch (plan.cropping()) {
      case Cropping.Overlapping _ -> usual;
      case Cropping.Whole _ -> new WholeCrops();
      case Cropping.SuperCrop rule -> new SuperCrops(rule, views, usual);
      case Cropping.Anchored rule -> new AnchoredCrops(rule, views, pseudo3d, usual);
    };
  }

  /// All views of an image, into place `n` of the batch.
  ///
  /// @throws CdsslException if the image has no crop with any variation
  public void make(PreparedImage image, Sample sample, Batch batch, int n) {
    List<Box> globals = List.of();
    boolean made = false;
    ViewRandom crops = stream(image, sample.pass(), sample.index(), CROPS);
    for (int i = 0; i <= TRIES && !made; i++) {
      globals = globals(cropsOf(image), image, plan.globals().size(), crops, i);
      made = true;
      for (int g = 0; g < plan.globals().size() && made; g++) {
        ViewRandom random = stream(image, sample.pass(), sample.index(), g);
        made = cut(image, globals.get(g), global, random);
        if (made) {
          if (g < plan.targets()) {
            batch.putTarget(g, n, view);
          }
          corrupt(image, global, plan.globals().get(g), random);
          batch.putGlobal(g, n, view);
        }
      }
    }
    if (!made) {
      throw constant(image);
    }
    if (cropsOf(image) instanceof AnchoredCrops anchored) {
      ViewRandom random = stream(image, sample.pass(), sample.index(), PAIRS);
      int count = anchored.pairs(image, globals.get(0), globals.get(1), random, firsts, seconds);
      batch.putPairs(n, count, firsts, seconds);
    }
    for (int l = 0; l < plan.locals().size(); l++) {
      ViewRandom random = stream(image, sample.pass(), sample.index(), plan.globals().size() + l);
      cutLocal(image, globals, crops, random);
      corrupt(image, local, plan.locals().get(l), random);
      batch.putLocal(l, n, view);
    }
  }

  /// A global view that depends on nothing but the image, its id and the seed. It is cut as `views`
  /// of the configuration say, whatever the plan.
  ///
  /// @throws CdsslException if the image has no crop with any variation
  public FixedView fixedView(PreparedImage image) {
    Crops usual = image.flat() ? usualFlatCrops : usualVolumeCrops;
    ViewRandom crops = stream(image, FIXED, image.id().hashCode(), CROPS);
    for (int i = 0; i <= TRIES; i++) {
      Box box = globals(usual, image, 1, crops, i).getFirst();
      ViewRandom random = stream(image, FIXED, image.id().hashCode(), 0);
      if (cut(image, box, global, random)) {
        Size3 size = global.size(image.flat());
        float[] target = Arrays.copyOf(view, size.voxels());
        corrupt(image, global, plan.globals().getFirst(), random);
        float[] input = Arrays.copyOf(view, size.voxels());
        return new FixedView(size, input, target);
      }
    }
    throw constant(image);
  }

  /// Boxes of the global views for try `i`. In a nearly empty image chance may find nothing; the
  /// last try is at a place where the image varies.
  private List<Box> globals(Crops where, PreparedImage image, int count, ViewRandom crops, int i) {
    if (i < TRIES) {
      return where.globals(image, count, crops);
    }
    return Collections.nCopies(count, aroundVariation(image, global));
  }

  private static Box aroundVariation(PreparedImage image, Kind kind) {
    return Box.aroundVariation(image, image.flat() ? kind.flatSize() : kind.size());
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
    if (!cut(image, globals.getFirst(), local, random)
        && !cut(image, aroundVariation(image, local), local, random)) {
      throw constant(image);
    }
  }

  /// Everything up to the restoration target, into `view`; false if nothing varies there.
  private boolean cut(PreparedImage image, Box box, Kind kind, ViewRandom random) {
    if (image.flat()) {
      boolean plain = kind.pseudoVolume() == null;
      sampler.sample(image, box, kind.flatSize(), plain ? crop : kind.pixels());
      if (!plain) {
        kind.pseudoVolume().sample(kind.pixels(), crop, 0);
      }
    } else {
      sampler.sample(image, box, kind.size(), crop);
    }
    Size3 size = kind.size(image.flat());
    switch (plan.cropping()) {
      case Cropping.Overlapping _, Cropping.Whole _ ->
          SpatialDraw.draw(views, size, random).apply(crop, size, padded, view);
      case Cropping.SuperCrop rule -> FlipDraw.draw(rule.flip(), random).apply(crop, size, view);
      case Cropping.Anchored _ -> System.arraycopy(crop, 0, view, 0, size.voxels());
    }
    return !Normalisation.isConstant(view, size.voxels());
  }

  /// What only the network input goes through.
  private void corrupt(
      PreparedImage image, Kind kind, List<Corruption> corruptions, ViewRandom random) {
    Size3 size = kind.size(image.flat());
    for (Corruption corruption : corruptions) {
      if (corruption.happens(random)) {
        switch (corruption.choose(random)) {
          case BLUR ->
              BlurDraw.draw(corruption.strength(0, views.blurSigma()), random)
                  .apply(view, size, kind.blurring());
          case NOISE ->
              NoiseDraw.draw(corruption.strength(0, views.noiseSigma()), random)
                  .apply(view, size.voxels());
          case GAMMA -> GammaDraw.draw(views, random).apply(view, size.voxels());
          case SWAP -> SwapDraw.draw(views, size, random).apply(view, size);
          case CONTRAST ->
              ContrastDraw.draw(corruption.strengths().getFirst(), random)
                  .apply(view, size.voxels());
          case RANGE_GAMMA ->
              new GammaDraw(
                      (float) ContrastDraw.aroundOne(corruption.strengths().getFirst(), random))
                  .applyInRange(view, size.voxels());
          case SHARPNESS -> sharpness(corruption, random).apply(view, size, kind.blurring(), crop);
          case CEILING ->
              CeilingDraw.draw(corruption.strengths().getFirst(), random)
                  .apply(view, size.voxels());
          case ELASTIC -> ElasticDraw.draw(views, random).apply(view, size, kind.bending());
          case SHUFFLE -> ShuffleDraw.draw(views, size, random).apply(view, size);
          case BEZIER -> BezierDraw.draw(random).apply(view, size.voxels());
          case PAINT_IN -> PaintDraw.in(views, size, random).apply(view, size);
          case PAINT_OUT -> PaintDraw.out(views, size, random).apply(view, size);
        }
      }
    }
    Normalisation.apply(view, size.voxels());
  }

  private static SharpnessDraw sharpness(Corruption corruption, ViewRandom random) {
    List<Range> strengths = corruption.strengths();
    return SharpnessDraw.draw(strengths.get(0), strengths.get(1), strengths.get(2), random);
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
