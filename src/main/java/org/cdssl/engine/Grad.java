package org.cdssl.engine;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;

/// Switches the recording of gradients off for a block. A guard that is not closed would leave them
/// off on the thread for ever, hence try-with-resources only.
public final class Grad implements AutoCloseable {
  private final NoGradGuard guard = new NoGradGuard();

  private Grad() {}

  /// `try (var off = Grad.disabled()) { ... }`
  public static Grad disabled() {
    return new Grad();
  }

  /// Whether gradients are recorded on this thread.
  public static boolean isOn() {
    return GradMode.is_enabled();
  }

  @Override
  public void close() {
    guard.close();
  }
}
