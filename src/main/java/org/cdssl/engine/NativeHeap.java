package org.cdssl.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The C heap that holds the tensors of the processor.
///
/// The launcher tells it to keep what is freed, because a step frees and takes the same gigabytes
/// again. Over hundreds of steps ever new addresses get touched, though, and the resident size
/// creeps up with no tensor more alive. Giving the free pages back now and then ends that: what the
/// next step needs it touches again.
@SuppressWarnings("restricted") // the launcher allows native access
public final class NativeHeap {
  private static final MethodHandle TRIM =
      Linker.nativeLinker()
          .defaultLookup()
          .find("malloc_trim")
          .map(address ->
              Linker.nativeLinker()
                  .downcallHandle(
                      address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)))
          .orElse(null);

  private NativeHeap() {}

  /// Gives free pages back to the system; the price is one step's page faults, under a second for
  /// gigabytes.
  ///
  /// @return whether this system's C library can (glibc does, others keep what they have)
  public static boolean trim() {
    if (TRIM == null) {
      return false;
    }
    try {
      int given = (int) TRIM.invokeExact(0L);
      return given >= 0;
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim failed", e);
    }
  }
}
