package org.cdssl.training.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.cdssl.image.format.FormatException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Finds where a JSON-lines file has to be cut so that it ends with a step.
final class MetricsTail {
  private static final JsonFactory JSON = new JsonFactory();
  private static final long NO_STEP = -1;
  private static final int MAX_LINE_BYTES = 16 << 20;

  private MetricsTail() {}

  /// @param bytes to keep
  /// @param lastStep in what is kept; -1 without lines
  record Cut(long bytes, long lastStep) {}

  /// Keeps the lines up to the first one of a later step. A damaged line may only be followed by
  /// damaged ones: that is what a crash leaves.
  static Cut find(Path file, FileChannel channel, long afterStep) throws IOException {
    InputStream input = new BufferedInputStream(Channels.newInputStream(channel.position(0)));
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long kept = 0;
    long lastStep = -1;
    long number = 0;
    long damaged = 0;
    long position = 0;
    for (int b = input.read(); b >= 0; b = input.read()) {
      position++;
      line.write(b);
      if (b != '\n') {
        if (line.size() > MAX_LINE_BYTES) {
          throw new FormatException(file, "line " + (number + 1) + " is no line of metrics");
        }
        continue;
      }
      number++;
      long step = step(line.toByteArray());
      line.reset();
      if (step == NO_STEP) {
        damaged = damaged == 0 ? number : damaged;
      } else if (damaged > 0) {
        throw new FormatException(
            file, "line " + damaged + " is damaged; repair or remove it, or move the file away");
      } else if (step > afterStep) {
        break;
      } else {
        kept = position;
        lastStep = step;
      }
    }
    return new Cut(kept, lastStep);
  }

  /// The step of a line; {@link #NO_STEP} where it is no JSON object with one.
  private static long step(byte[] line) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return NO_STEP;
      }
      long step = NO_STEP;
      for (String key = json.nextName(); key != null; key = json.nextName()) {
        json.nextToken();
        if (key.equals("step") && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
          step = json.getLongValue();
        }
        json.skipChildren();
      }
      return json.currentToken() == JsonToken.END_OBJECT ? step : NO_STEP;
    } catch (JacksonException e) {
      return NO_STEP;
    }
  }
}
