package org.cdssl.view;

import static org.cdssl.view.Corruption.Operation.BLUR;
import static org.cdssl.view.Corruption.Operation.CEILING;
import static org.cdssl.view.Corruption.Operation.CONTRAST;
import static org.cdssl.view.Corruption.Operation.NOISE;
import static org.cdssl.view.Corruption.Operation.RANGE_GAMMA;
import static org.cdssl.view.Corruption.Operation.SHARPNESS;

import java.util.Collections;
import java.util.List;
import org.cdssl.config.DesdConfig;
import org.cdssl.config.Range;
import org.cdssl.config.Vox2VecConfig;

/// What a pretext task wants of every sample, as data: each view is a list of intensity steps, done
/// in this order after crop, flip and affine and before normalisation.
///
/// @param globals large views, at least one
/// @param locals small views, may be none
/// @param targets the first so many globals keep their restoration target: the view after the
///   spatial step and before the intensity steps (METHOD B.3)
/// @param cropping where the globals are cut and how they are turned
public record ViewPlan(
    List<List<Corruption>> globals, List<List<Corruption>> locals, int targets, Cropping cropping) {
  public ViewPlan {
    globals = List.copyOf(globals);
    locals = List.copyOf(locals);
    if (globals.isEmpty() || targets < 0 || targets > globals.size()) {
      throw new IllegalArgumentException(
          "a plan needs a global view and 0 <= targets <= globals, got "
              + globals.size()
              + " globals and "
              + targets
              + " targets");
    }
    if (cropping instanceof Cropping.Anchored && globals.size() != 2) {
      throw new IllegalArgumentException(
          "pairs of voxels are of two globals, got " + globals.size());
    }
  }

  /// Cut as `views` of the configuration say.
  public ViewPlan(List<List<Corruption>> globals, List<List<Corruption>> locals, int targets) {
    this(globals, locals, targets, new Cropping.Overlapping());
  }

  /// Two globals with block swaps, `locals` small views, the first global is restored (PCRLv2,
  /// METHOD B.3, B.5).
  public static ViewPlan pcrlv2(int locals) {
    return of(2, Corruption.GLOBAL, locals, 1);
  }

  /// Two globals and `locals` small views with blur, noise and gamma and nothing to restore: what
  /// methods that only compare views take (METHOD D.1).
  public static ViewPlan compared(int locals) {
    return of(2, Corruption.LOCAL, locals, 0);
  }

  /// Two views of one region (DeSD, METHOD D.4). Its two brightness steps are left out: they shift
  /// and stretch the whole view, which normalisation takes back.
  public static ViewPlan desd(DesdConfig c) {
    return new ViewPlan(
        List.of(desd(c, c.blurFirst()), desd(c, c.blurSecond())),
        List.of(),
        0,
        new Cropping.SuperCrop(c.superCrop(), c.superDepth(), c.scale(), c.flip()));
  }

  private static List<Corruption> desd(DesdConfig c, double blur) {
    return List.of(
        new Corruption(NOISE, c.probability(), new Range(0, c.noiseSigma())),
        new Corruption(BLUR, blur, c.blurSigma()),
        new Corruption(CONTRAST, c.probability(), c.contrast()),
        new Corruption(RANGE_GAMMA, c.probability(), c.gamma()));
  }

  /// Two views around a voxel, with pairs of voxels (vox2vec, METHOD D.5).
  public static ViewPlan vox2vec(Vox2VecConfig c) {
    List<Corruption> steps =
        List.of(
            new Corruption(
                SHARPNESS, c.sharpness(), c.blurSigma(), c.sharpenSigma(), c.sharpenStrength()),
            new Corruption(NOISE, c.noise(), new Range(0, c.noiseSigma())),
            new Corruption(CEILING, c.ceiling(), c.ceilingAt()));
    return new ViewPlan(
        List.of(steps, steps), List.of(), 0, new Cropping.Anchored(c.bodyAbove(), c.voxels()));
  }

  /// One view, bent and perturbed, of a whole sample, and what it was before (TransVW, METHOD D.3).
  public static ViewPlan transvw() {
    return new ViewPlan(List.of(Corruption.PERTURBED), List.of(), 1, new Cropping.Whole());
  }

  private static ViewPlan of(int globals, List<Corruption> corruptions, int locals, int targets) {
    return new ViewPlan(
        Collections.nCopies(globals, corruptions),
        Collections.nCopies(locals, Corruption.LOCAL),
        targets);
  }
}
