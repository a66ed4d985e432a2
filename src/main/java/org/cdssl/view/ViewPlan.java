package org.cdssl.view;

import java.util.Collections;
import java.util.List;

/// What a pretext task wants of every sample, as data: each view is a list of intensity steps, done
/// in this order after crop, flip and affine and before normalisation.
///
/// @param globals large views, at least one
/// @param locals small views, may be none
/// @param targets the first so many globals keep their restoration target: the view after the
///   spatial step and before the intensity steps (METHOD B.3)
public record ViewPlan(List<List<Corruption>> globals, List<List<Corruption>> locals, int targets) {
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

  private static ViewPlan of(int globals, List<Corruption> corruptions, int locals, int targets) {
    return new ViewPlan(
        Collections.nCopies(globals, corruptions),
        Collections.nCopies(locals, Corruption.LOCAL),
        targets);
  }
}
