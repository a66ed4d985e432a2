package org.cdssl.training.run;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.engine.CLibrary;

/// Turns SIGTERM and SIGINT into a question that long work asks at its step borders (promise P6).
/// After a first signal the work finishes its step, saves, and throws {@link #stopped}, from which
/// the command takes exit code 143. A second signal, or a time limit, ends the process at once with
/// exit code 1: nothing was saved then.
///
/// Why not a shutdown hook: once hooks run, the JVM answers no further signal (seen on JDK 25: the
/// thread of the second one waits for the first), SIGINT always ends in 130, and every `exit`
/// meanwhile blocks. `sun.misc.Signal` of the supported module jdk.unsupported has none of this. It
/// is reached by reflection because javac warns of it in a way that cannot be suppressed; where it
/// is missing, or the JVM runs with `-Xrs`, signals end the process as they always do, and the last
/// checkpoint is what is left.
public final class StopFlag implements AutoCloseable {
  private static final List<String> SIGNALS = List.of("TERM", "INT");

  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Duration limit;
  private final Consumer<String> say;
  private final List<Runnable> restore = new ArrayList<>();
  private final List<String> caught = new ArrayList<>();

  private StopFlag(Duration limit, Consumer<String> say) {
    this.limit = limit;
    this.say = say;
  }

  /// Takes over the signals until closed. A signal that the process was started to ignore, as with
  /// `nohup` or in the background of a script, stays ignored.
  ///
  /// @param limit from the first signal to the end of the process, whether or not it was saved
  /// @param say told of each signal; called on a thread of its own
  public static StopFlag install(Duration limit, Consumer<String> say) {
    StopFlag flag = new StopFlag(limit, say);
    SIGNALS.forEach(flag::take);
    return flag;
  }

  /// Whether the work should save and end.
  public boolean requested() {
    return requested.get();
  }

  /// Raises the flag as a first signal does, for instance when another process of the group got it.
  public void request(String why) {
    if (requested.compareAndSet(false, true)) {
      say.accept(why + ": finishing this step, then saving; a second one ends it at once");
      Thread.ofPlatform().daemon().name("stop limit").start(this::endAfterLimit);
    }
  }

  /// What the work throws after it has saved.
  ///
  /// @param saved what was saved and how to go on, such as `checkpoint of step 17; go on with
  ///   --resume`
  public CdsslException stopped(String saved) {
    return new CdsslException(CdsslException.Kind.STOPPED, "stopped on request: " + saved);
  }

  /// The signals that were taken over; fewer than two where the process was started to ignore one.
  public List<String> signals() {
    return List.copyOf(caught);
  }

  /// Gives the signals back to whoever had them.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      restore.forEach(Runnable::run);
    }
  }

  private void received(String signal) {
    if (closed.get()) {
      return;
    }
    if (requested.get()) {
      say.accept("SIG" + signal + " again: ending at once, this step is not saved");
      endNow();
    }
    request("SIG" + signal);
  }

  private void endAfterLimit() {
    try {
      Thread.sleep(limit);
    } catch (InterruptedException e) {
      return;
    }
    if (!closed.get()) {
      say.accept("not saved within " + limit.toSeconds() + " s of the signal: ending at once");
      endNow();
    }
  }

  /// No hook may hold it up.
  private static void endNow() {
    CLibrary.exit(CdsslException.Kind.OTHER.exitCode());
  }

  private void take(String name) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Consumer<Object> onSignal = any -> received(name);
      MethodHandle receive =
          MethodHandles.publicLookup()
              .findVirtual(
                  Consumer.class, "accept", MethodType.methodType(void.class, Object.class))
              .bindTo(onSignal)
              .asType(MethodType.methodType(void.class, signalType));
      Object handler = MethodHandleProxies.asInterfaceInstance(handlerType, receive);
      var handle = signalType.getMethod("handle", signalType, handlerType);
      Object before = handle.invoke(null, signal, handler);
      if (before.equals(handlerType.getField("SIG_IGN").get(null))) {
        return; // started to ignore it: the JVM reports this and leaves it ignored
      }
      caught.add(name);
      restore.add(() -> {
        try {
          handle.invoke(null, signal, before);
        } catch (ReflectiveOperationException e) {
          say.accept("SIG" + name + " cannot be given back: " + e);
        }
      });
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof IllegalArgumentException)) {
        throw new IllegalStateException(e);
      } // ignored from the start, or -Xrs
    } catch (ReflectiveOperationException e) {
      say.accept("this JVM lets no program handle signals: SIG" + name + " will not save first");
    }
  }
}
