package org.cdssl.training.run;

import org.cdssl.CdsslException;

/// Looks at the loss and the gradient norm of every step (promise P7). A step that is not finite is
/// not taken; too many in a row end the run.
public final class NonFiniteGuard {
  private final int tolerated;
  private int inARow;
  private long total;

  /// What to do with a step.
  public enum Decision {
    TAKE,
    SKIP,
    STOP
  }

  /// What goes into the checkpoint.
  ///
  /// @param inARow non-finite steps up to now without a finite one between
  /// @param total non-finite steps of the run
  public record State(int inARow, long total) {}

  /// @param tolerated so many in a row are skipped; the next one stops the run
  public NonFiniteGuard(int tolerated) {
    this.tolerated = tolerated;
  }

  /// Judges a step before the optimiser takes it.
  ///
  /// @param gradientNorm global norm before clipping
  public Decision judge(double loss, double gradientNorm) {
    if (Double.isFinite(loss) && Double.isFinite(gradientNorm)) {
      inARow = 0;
      return Decision.TAKE;
    }
    inARow++;
    total++;
    return inARow > tolerated ? Decision.STOP : Decision.SKIP;
  }

  /// What the loop throws on {@link Decision#STOP}.
  ///
  /// @param batch what became of the failing batch: `in <folder>`
  public CdsslException error(long step, double loss, double gradientNorm, String batch) {
    return new CdsslException(
        CdsslException.Kind.NUMERICAL,
        "step "
            + step
            + ": loss "
            + loss
            + ", gradient norm "
            + gradientNorm
            + ", not finite "
            + inARow
            + " times in a row; the batch is "
            + batch
            + "; go on from the last checkpoint with --resume and a lower training.learningRate, a"
            + " training.gradientClip, or training.precision=float32, and --allow-change for that"
            + " key");
  }

  public State state() {
    return new State(inARow, total);
  }

  public void restore(State state) {
    inARow = state.inARow();
    total = state.total();
  }
}
