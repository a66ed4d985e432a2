package org.cdssl.view;

/// What a pretext task wants of every sample.
///
/// @param globals large views, at least 1
/// @param locals small views, may be 0
/// @param targets the first so many globals keep their restoration target: the view after the
///   spatial step and before the intensity steps (METHOD B.3)
public record ViewPlan(int globals, int locals, int targets) {
  /// Two globals, `locals` small views, the first global is restored (PCRLv2, METHOD B.5).
  public static ViewPlan pcrlv2(int locals) {
    return new ViewPlan(2, locals, 1);
  }

  public ViewPlan {
    if (globals < 1 || locals < 0 || targets < 0 || targets > globals) {
      throw new IllegalArgumentException(
          "a plan needs globals >= 1, locals >= 0 and 0 <= targets <= globals, got "
              + globals
              + ", "
              + locals
              + ", "
              + targets);
    }
  }
}
