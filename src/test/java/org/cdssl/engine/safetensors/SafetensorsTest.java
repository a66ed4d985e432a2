package org.cdssl.engine.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.cdssl.image.format.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  private static NamedTensor tensor(String name, Dtype dtype, long... shape) {
    byte[] data = new byte[Math.toIntExact(dtype.bytes(shape))];
    new SplittableRandom(name.hashCode()).nextBytes(data);
    return new NamedTensor(name, dtype, shape, () -> ByteBuffer.wrap(data));
  }

  private static List<NamedTensor> oneOfEachDtype() {
    List<NamedTensor> tensors = new ArrayList<>();
    for (Dtype dtype : Dtype.values()) {
      tensors.add(tensor("t." + dtype, dtype, 3, 1, 5));
    }
    tensors.add(tensor("scalar", Dtype.F32));
    tensors.add(tensor("empty", Dtype.I64, 4, 0));
    return tensors;
  }

  /// A file put together by hand from the definition of the format.
  private Path file(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + dataBytes);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    for (int i = 0; i < dataBytes; i++) {
      bytes.put((byte) i);
    }
    return Files.write(folder.resolve("hand.safetensors"), bytes.array());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void everyDtypeComesBackAsItWas() throws IOException {
    Path file = folder.resolve("all.safetensors");
    List<NamedTensor> tensors = oneOfEachDtype();
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt", "b", "ü\"\n"));
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.metadata()).isEqualTo(Map.of("format", "pt", "b", "ü\"\n"));
      assertThat(read.tensors().keySet())
          .containsExactlyElementsOf(tensors.stream().map(NamedTensor::name).toList());
      for (NamedTensor tensor : tensors) {
        assertThat(read.entry(tensor.name()).dtype()).isEqualTo(tensor.dtype());
        assertThat(read.entry(tensor.name()).shape()).isEqualTo(tensor.shape());
        assertThat(bytes(read.read(tensor.name()))).isEqualTo(bytes(tensor.data().get()));
      }
    }
  }

  @Test
  void theBytesAreThoseOfTheDefinition() throws IOException {
    Path file = folder.resolve("two.safetensors");
    NamedTensor bool =
        new NamedTensor("a", Dtype.BOOL, new long[] {1}, () -> ByteBuffer.wrap(new byte[] {1}));
    NamedTensor floats =
        new NamedTensor(
            "b",
            Dtype.F32,
            new long[] {1, 2},
            () ->
                ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(1f)
                    .putFloat(-2f)
                    .flip());
    SafetensorsWriter.write(file, List.of(bool, floats), Map.of("k", "v"));
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[8,9]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    String padded = header + " ".repeat(Math.floorMod(-header.length(), 8));
    byte[] data = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, 1};
    byte[] expected =
        ByteBuffer.allocate(8 + padded.length() + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(padded.length())
            .put(padded.getBytes(UTF_8))
            .put(data)
            .array();
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @Test
  void everyTensorIsAlignedToItsElementsAndTheSizeIsKnownBefore() throws IOException {
    Path file = folder.resolve("aligned.safetensors");
    List<NamedTensor> tensors =
        List.of(
            tensor("u8", Dtype.U8, 3),
            tensor("f16", Dtype.F16, 5),
            tensor("f32", Dtype.F32, 3),
            tensor("i64", Dtype.I64, 1));
    SafetensorsWriter.write(file, tensors, Map.of());
    assertThat(Files.size(file)).isEqualTo(SafetensorsWriter.bytes(tensors, Map.of()));
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      for (TensorEntry entry : read.tensors().values()) {
        assertThat(entry.offset() % entry.dtype().bytes()).as(entry.name()).isZero();
      }
    }
  }

  @Test
  void heapAndDirectBuffersLargerThanAChunkAreWrittenWhole() throws IOException {
    byte[] data = new byte[(9 << 20) + 3];
    new SplittableRandom(5).nextBytes(data);
    ByteBuffer direct = ByteBuffer.allocateDirect(data.length).put(data).flip();
    Path file = folder.resolve("large.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            new NamedTensor("h", Dtype.U8, new long[] {data.length}, () -> ByteBuffer.wrap(data)),
            new NamedTensor("d", Dtype.U8, new long[] {data.length}, () -> direct)),
        Map.of());
    assertThat(direct.remaining()).isEqualTo(data.length);
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(Arrays.equals(bytes(read.read("h")), data)).isTrue();
      assertThat(Arrays.equals(bytes(read.read("d")), data)).isTrue();
    }
  }

  @Test
  void theWriterRefusesTwinsAndDataOfAnotherLength() {
    Path file = folder.resolve("bad.safetensors");
    NamedTensor good = tensor("a", Dtype.F32, 2);
    NamedTensor wrong =
        new NamedTensor("b", Dtype.F32, new long[] {2}, () -> ByteBuffer.allocate(7));
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(good, good), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(wrong), Map.of()))
        .hasMessageContaining("b: the data have 7 bytes, the shape asks for 8");
  }

  @Test
  void readIntoFillsTheMemoryOfTheCallerAndNothingElse() throws IOException {
    Path file = file("{\"a\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4);
    ByteBuffer target = ByteBuffer.allocate(8).position(2).limit(6);
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      read.readInto("a", target);
      assertThat(target.array()).containsExactly(0, 0, 0, 1, 2, 3, 0, 0);
      assertThatThrownBy(() -> read.readInto("a", ByteBuffer.allocate(5)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> read.read("nope"))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("nope");
    }
  }

  /// Headers with 8 bytes of data behind them.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          past the end    | {"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}     | of 8 data bytes
          backwards       | {"a":{"dtype":"U8","shape":[1],"data_offsets":[8,7]}}     | of 8 data bytes
          wrong length    | {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}    | do not fit F32 [3]
          overflow        | {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}} | impossible shape
          overflow to 8   | {"a":{"dtype":"U8","shape":[4294967296,4294967296,8],"data_offsets":[0,8]}} | impossible shape
          huge number     | {"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,8]}} | JSON
          negative        | {"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}    | negative number
          negative offset | {"a":{"dtype":"U8","shape":[8],"data_offsets":[-1,7]}}    | negative number
          fraction        | {"a":{"dtype":"U8","shape":[8.0],"data_offsets":[0,8]}}   | END_ARRAY
          gap             | {"a":{"dtype":"U8","shape":[6],"data_offsets":[2,8]}}     | leaves a gap
          inner gap       | {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}} | leaves a gap
          rest            | {"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]}}     | the file at byte
          overlap         | {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}} | overlaps
          same place      | {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | overlaps
          twin            | {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | Duplicate
          twin key        | {"a":{"dtype":"U8","dtype":"I8","shape":[8],"data_offsets":[0,8]}} | Duplicate
          foreign key     | {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8],"x":1}} | has the key "x"
          dtype           | {"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}} | not supported
          three offsets   | {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8,8]}}   | data_offsets
          no shape        | {"a":{"dtype":"U8","data_offsets":[0,8]}}                 | needs dtype
          metadata number | {"__metadata__":{"k":1},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | metadata "k"
          nested metadata | {"__metadata__":{"k":{}},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | metadata "k"
          trailing        | {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}{}   | what follows
          array           | [1,2,3]                                                   | the header
          cut off         | {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}      | JSON
          """)
  void aHostileHeaderIsRefused(String what, String header, String message) throws IOException {
    Path file = file(header, 8);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .as(what)
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void aHeaderLengthThatTheFileCannotBackIsNotBelieved() throws IOException {
    for (long length : new long[] {-1, 0, 1, 3, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE}) {
      Path file = folder.resolve("length.safetensors");
      Files.write(
          file,
          ByteBuffer.allocate(10)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(length)
              .put((byte) '{')
              .put((byte) '}')
              .array());
      assertThatThrownBy(() -> SafetensorsFile.open(file))
          .as("length %d", length)
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void deepNestingIsRefusedWithoutAStackOverflow() throws IOException {
    Path file = file("{\"a\":" + "[".repeat(200_000), 8);
    assertThatThrownBy(() -> SafetensorsFile.open(file)).isInstanceOf(FormatException.class);
  }

  @Test
  void anEmptySetOfTensorsIsAFileToo() throws IOException {
    Path file = folder.resolve("none.safetensors");
    SafetensorsWriter.write(file, List.of(), Map.of());
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.tensors()).isEmpty();
    }
  }

  @Test
  void twoThousandMutationsEndInFormatExceptionOrAConsistentFile() throws IOException {
    Path file = folder.resolve("fuzz.safetensors");
    SafetensorsWriter.write(file, oneOfEachDtype(), Map.of("k", "v"));
    byte[] original = Files.readAllBytes(file);
    int headerEnd = 8 + (int) ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getLong();
    SplittableRandom random = new SplittableRandom(20261123);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] mutated = mutate(original, headerEnd, random);
      Files.write(file, mutated);
      try (SafetensorsFile read = SafetensorsFile.open(file)) {
        long bytes = 0;
        for (TensorEntry entry : read.tensors().values()) {
          bytes += read.read(entry.name()).remaining();
        }
        assertThat(bytes).as("mutation %d", i).isLessThan(mutated.length);
      } catch (FormatException e) {
        assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isBetween(1000, 1999);
  }

  private static byte[] mutate(byte[] original, int headerEnd, SplittableRandom random) {
    byte[] bytes = original.clone();
    for (int change = random.nextInt(1, 4); change > 0; change--) {
      int at = random.nextInt(random.nextInt(10) == 0 ? bytes.length : headerEnd);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) ('0' + random.nextInt(10));
        case 3 -> bytes[at] = (byte) "{}[],:\"-.eE ".charAt(random.nextInt(12));
        case 4 -> {
          int length = Math.min(random.nextInt(1, 40), bytes.length - at);
          int from = random.nextInt(headerEnd - length);
          System.arraycopy(original, from, bytes, at, length);
        }
        default -> bytes = Arrays.copyOf(bytes, Math.max(headerEnd, random.nextInt(bytes.length)));
      }
    }
    return bytes;
  }
}
