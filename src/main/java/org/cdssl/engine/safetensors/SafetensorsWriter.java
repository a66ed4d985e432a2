package org.cdssl.engine.safetensors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes safetensors files. The header lists the tensors in the order given; their data are laid
/// out by falling element size, which keeps every tensor aligned to its elements without the gaps
/// that the format forbids. The same input gives the same bytes.
public final class SafetensorsWriter {
  static final String METADATA = "__metadata__";
  static final int ALIGNMENT = 8;

  /// Bytes handed to the channel at once: large enough for full speed, small enough that the copy
  /// which the JDK makes of heap buffers stays small.
  private static final int CHUNK_BYTES = 4 << 20;

  private static final JsonFactory JSON = new JsonFactory();

  private SafetensorsWriter() {}

  /// Writes a new file, or writes over an old one. Neither atomic nor forced to disk: that is up to
  /// the caller, who may pass a channel instead.
  ///
  /// @param tensors names differ, at most 2 GiB each
  /// @param metadata free text pairs, written under `__metadata__`, sorted, where there are any
  public static void write(Path file, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, tensors, metadata);
    }
  }

  /// Writes to an open channel, from where it stands.
  ///
  /// @throws IllegalArgumentException for two tensors of one name, or data that are not as long as
  ///   their shape says
  public static void write(
      WritableByteChannel channel, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    List<NamedTensor> layout = layout(tensors);
    writeFully(channel, header(tensors, layout, metadata));
    for (NamedTensor tensor : layout) {
      ByteBuffer data = tensor.data().get();
      if (data.remaining() != tensor.bytes()) {
        throw new IllegalArgumentException(
            tensor.name()
                + ": the data have "
                + data.remaining()
                + " bytes, the shape asks for "
                + tensor.bytes());
      }
      writeFully(channel, data.duplicate());
    }
  }

  /// Bytes of the file that {@link #write(Path, List, Map)} would make, without asking for any
  /// data.
  public static long bytes(List<NamedTensor> tensors, Map<String, String> metadata) {
    long total = header(tensors, layout(tensors), metadata).remaining();
    for (NamedTensor tensor : tensors) {
      total = Math.addExact(total, tensor.bytes());
    }
    return total;
  }

  private static List<NamedTensor> layout(List<NamedTensor> tensors) {
    Set<String> names = new HashSet<>();
    for (NamedTensor tensor : tensors) {
      if (tensor.name().equals(METADATA) || !names.add(tensor.name())) {
        throw new IllegalArgumentException("tensor name is reserved or taken: " + tensor.name());
      }
    }
    return tensors.stream()
        .sorted(Comparator.comparingInt((NamedTensor t) -> -t.dtype().bytes()))
        .toList();
  }

  private static ByteBuffer header(
      List<NamedTensor> tensors, List<NamedTensor> layout, Map<String, String> metadata) {
    Map<String, Long> begins = new HashMap<>();
    long end = 0;
    for (NamedTensor tensor : layout) {
      begins.put(tensor.name(), end);
      end = Math.addExact(end, tensor.bytes());
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart(METADATA);
        new TreeMap<>(metadata).forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      for (NamedTensor tensor : tensors) {
        long begin = begins.get(tensor.name());
        json.writeObjectPropertyStart(tensor.name());
        json.writeStringProperty("dtype", tensor.dtype().name());
        json.writeName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {begin, begin + tensor.bytes()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (text.size() % ALIGNMENT != 0) {
      text.write(' ');
    }
    return ByteBuffer.allocate(Long.BYTES + text.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.size())
        .put(text.toByteArray())
        .flip();
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer data) throws IOException {
    int end = data.limit();
    while (data.position() < end) {
      data.limit(Math.min(end, data.position() + CHUNK_BYTES));
      channel.write(data);
    }
  }
}
