package org.cdssl.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A process that takes and frees blocks of memory as steps take and free tensors, while something
/// small stays now and then. Prints its resident size.
@SuppressWarnings("restricted") // the child is allowed native access
final class SteppingChild {
  private static final int STEPS = 60;
  private static final long STEP_BYTES = 200L << 20;

  private SteppingChild() {}

  public static void main(String[] arguments) throws Throwable {
    if (Boolean.parseBoolean(arguments[0])) {
      SmallPieces.reserve();
    }
    MethodHandle aligned =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("aligned_alloc"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    SplittableRandom random = new SplittableRandom(1);
    List<Long> blocks = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      long left = STEP_BYTES;
      while (left > 0) {
        long size = 64L * random.nextLong(1 << 10, 1 << 18); // 64 KB to 16 MB
        long block = (long) aligned.invokeExact(64L, size);
        MemorySegment.ofAddress(block).reinterpret(size).fill((byte) 1);
        blocks.add(block);
        left -= size;
        if (random.nextInt(10) == 0) {
          CLibrary.malloc(40);
        }
      }
      blocks.forEach(CLibrary::free);
      blocks.clear();
    }
    System.out.println(ProcessMemory.resident());
  }
}
