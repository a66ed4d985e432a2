package org.cdssl.training.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.cdssl.CdsslException;
import tools.jackson.databind.json.JsonMapper;

/// A JSON-lines file: `metrics.jsonl`, or `timing.jsonl` for what the clock has a part in. Every
/// line has `type` and `step` first; numbers are printed in the shortest form that reads back to
/// the same bits, NaN and infinities as strings.
///
/// Equal runs write equal bytes, and a resumed run continues them: opened at step s, everything of
/// later steps is cut off, so all lines of a step must be written before its checkpoint. On a full
/// disk lines wait in memory until there is room again: the run goes on and no line is lost.
public final class MetricsLog implements AutoCloseable {
  private static final int MAX_WAITING_BYTES = 64 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final FileChannel channel;
  private final PositionalWrite write;
  private final Consumer<String> say;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private long end;
  private long lastStep;
  private boolean told;

  /// {@link FileChannel#write(ByteBuffer, long)}; the seam through which tests fill the disk.
  interface PositionalWrite {
    int write(ByteBuffer data, long position) throws IOException;
  }

  private MetricsLog(
      Path file,
      FileChannel channel,
      PositionalWrite write,
      MetricsTail.Cut kept,
      Consumer<String> say) {
    this.file = file;
    this.channel = channel;
    this.write = write;
    this.say = say;
    this.end = kept.bytes();
    this.lastStep = kept.lastStep();
  }

  /// Opens the log of a run that goes on after a step; makes the file where there is none.
  ///
  /// @param afterStep lines of later steps, and a half written last line, are cut off; -1 begins
  ///   anew
  /// @param say told when lines cannot be written
  /// @throws org.cdssl.image.format.FormatException where a line amid good ones is damaged
  public static MetricsLog open(Path file, long afterStep, Consumer<String> say)
      throws IOException {
    return open(file, afterStep, say, UnaryOperator.identity());
  }

  static MetricsLog open(
      Path file, long afterStep, Consumer<String> say, UnaryOperator<PositionalWrite> disk)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      MetricsTail.Cut kept = MetricsTail.find(file, channel, afterStep);
      channel.truncate(kept.bytes()); // one call to the kernel: done or not done
      return new MetricsLog(file, channel, disk.apply(channel::write), kept, say);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /// Appends one line and hands it to the operating system.
  ///
  /// @param type of line, such as `step` or `epoch`
  /// @param step not smaller than in the line before
  /// @param values numbers, strings, booleans, lists and maps, in the order to be printed
  public void write(String type, long step, SequencedMap<String, ?> values) {
    if (step < Math.max(0, lastStep)) {
      throw new IllegalArgumentException(file + ": step " + step + " after step " + lastStep);
    }
    lastStep = step;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("type", type);
    line.put("step", step);
    values.forEach((key, value) -> {
      if (line.put(key, value) != null) {
        throw new IllegalArgumentException("the key " + key + " is taken");
      }
    });
    waiting.writeBytes(JSON.writeValueAsBytes(line));
    waiting.write('\n');
    flush();
  }

  /// The largest step in the file; -1 without lines.
  public long lastStep() {
    return lastStep;
  }

  /// Forces all lines to disk; asked for before a checkpoint, so that a power cut takes no line
  /// that the checkpoint counts on.
  public void force() {
    try {
      flush();
      channel.force(false);
    } catch (IOException e) {
      tell(e);
    }
  }

  private void flush() {
    if (waiting.size() == 0) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(waiting.toByteArray());
      while (bytes.hasRemaining()) {
        write.write(bytes, end + bytes.position());
      }
      end += waiting.size();
      waiting.reset();
      told = false;
    } catch (IOException e) {
      tell(e);
      if (waiting.size() > MAX_WAITING_BYTES) {
        throw new CdsslException(
            CdsslException.Kind.OTHER,
            file + ": cannot be written for so long that memory runs short; free some disk space",
            e);
      }
    }
  }

  private void tell(IOException e) {
    if (!told) {
      say.accept(
          file
              + ": cannot be written ("
              + e.getMessage()
              + "); lines are kept in memory until it can");
      told = true;
    }
  }

  /// Tries once more to write what waits, then closes.
  @Override
  public void close() throws IOException {
    try (channel) {
      flush();
      channel.truncate(end); // no half of a line that did not fit
    }
  }
}
