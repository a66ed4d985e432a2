package org.cdssl.engine;

import java.util.function.LongSupplier;

/// Keeps the resident size of a long loop level: sets [SmallPieces] aside, and gives free pages of
/// the C heap back once the size is a hundredth above what the first steps took.
///
/// Small pieces that stay alive split what a step has freed, and over hundreds of steps ever new
/// addresses get touched with no tensor more alive. Where what was set aside is not enough, pages
/// go back. Touching the pages again costs a second, hence not at every step.
public final class SteadyMemory {
  /// Steps that show how much a step takes, with everything that is done between steps.
  static final int SETTLING = 100;

  /// The least steps from one return of free pages to the next; doubled each time that returning
  /// them has not helped, as something else has grown.
  static final int REST = 20;

  private static final double SLACK = 1.01;

  private final LongSupplier resident;
  private final Runnable giveBack;
  private long steps;
  private long rest = REST;
  private long rested = SETTLING - REST;
  private long most;

  /// Watches this process; to be made before its first step.
  public SteadyMemory() {
    this(ProcessMemory::resident, CLibrary::trimHeap);
    SmallPieces.reserve();
  }

  SteadyMemory(LongSupplier resident, Runnable giveBack) {
    this.resident = resident;
    this.giveBack = giveBack;
  }

  /// To be called after every step, where nothing of the step is alive any more.
  public void afterStep() {
    steps++;
    long now = resident.getAsLong();
    if (steps <= SETTLING) {
      most = Math.max(most, now);
    } else if (now > SLACK * most) {
      if (steps - rested >= rest) {
        giveBack.run();
        rested = steps;
      } else if (steps == rested + 1) {
        rest *= 2;
      }
    }
  }
}
