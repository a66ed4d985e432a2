package org.cdssl.engine;

import org.bytedeco.javacpp.PointerScope;

/// Frees every tensor that is made inside it when it closes.
///
/// Tensors report no bytes to the JVM, so the garbage collector never feels their pressure: without
/// a scope the resident size of a training loop grows without bound. The loop opens one for each
/// step; a tensor that must live on is made before it, or kept with [#keep].
public final class StepScope implements AutoCloseable {
  private final PointerScope scope;

  private StepScope(PointerScope scope) {
    this.scope = scope;
  }

  public static StepScope open() {
    return new StepScope(new PointerScope());
  }

  /// Lets a tensor outlive the scope. (`PointerScope.detach` would free it at once.)
  public static <T extends org.bytedeco.javacpp.Pointer> T keep(T tensor) {
    tensor.retainReference();
    return tensor;
  }

  @Override
  public void close() {
    scope.close();
  }
}
