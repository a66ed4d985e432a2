package org.cdssl.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// What the C library can do for a process and Java cannot.
@SuppressWarnings("restricted") // the launcher allows native access
public final class CLibrary {
  private static final MethodHandle MALLOC_TRIM =
      find("malloc_trim", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
  private static final MethodHandle MALLOC =
      find("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  private static final MethodHandle FREE =
      find("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
  private static final MethodHandle EXIT =
      find("_exit", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));

  private CLibrary() {}

  private static MethodHandle find(String name, FunctionDescriptor types) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address -> linker.downcallHandle(address, types))
        .orElse(null);
  }

  /// Gives free pages of the C heap, which holds the tensors of the processor, back to the system.
  ///
  /// The launcher tells the heap to keep what is freed, because a step frees and takes the same
  /// gigabytes again. What the next step needs it touches again, in under a second.
  ///
  /// @return whether this system's C library can (glibc does, others keep what they have)
  public static boolean trimHeap() {
    if (MALLOC_TRIM == null) {
      return false;
    }
    try {
      int given = (int) MALLOC_TRIM.invokeExact(0L);
      return given >= 0;
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim failed", e);
    }
  }

  /// Whether [#trimHeap] can.
  static boolean canTrimHeap() {
    return MALLOC_TRIM != null;
  }

  /// The address of so many bytes of the C heap.
  static long malloc(long bytes) {
    try {
      return (long) MALLOC.invokeExact(bytes);
    } catch (Throwable e) {
      throw new IllegalStateException("malloc failed", e);
    }
  }

  static void free(long address) {
    try {
      FREE.invokeExact(address);
    } catch (Throwable e) {
      throw new IllegalStateException("free failed", e);
    }
  }

  /// Ends the process at once. `Runtime.halt` runs the exit handlers of native libraries, and
  /// libtorch's, called while a thread computes, end in a segmentation fault.
  public static void exit(int code) {
    if (EXIT != null) {
      try {
        EXIT.invokeExact(code);
      } catch (Throwable e) {
        throw new IllegalStateException("_exit failed", e);
      }
    }
    Runtime.getRuntime().halt(code);
  }
}
