package org.cdssl.engine;

import java.util.function.LongSupplier;

/// Keeps the resident size of a long loop within a hundredth of what its first steps took.
///
/// Steps of several sizes leave free pieces of the C heap that fit no later tensor exactly, and
/// over hundreds of steps ever new addresses get touched with no tensor more alive. Giving free
/// pages back costs a second, which is why it is done only where the size has grown.
public final class SteadyMemory {
  /// Steps that show how much a step takes, with everything that is done between steps.
  static final int SETTLING = 100;

  /// The least steps from one return of free pages to the next: if something else has grown,
  /// returning them helps nothing, and should cost little.
  static final int REST = 20;

  private static final double SLACK = 1.01;

  private final LongSupplier resident;
  private final Runnable giveBack;
  private long steps;
  private long rested = SETTLING - REST;
  private long most;

  /// Watches this process.
  public SteadyMemory() {
    this(ProcessMemory::resident, CLibrary::trimHeap);
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
    } else if (now > SLACK * most && steps - rested >= REST) {
      giveBack.run();
      rested = steps;
    }
  }
}
