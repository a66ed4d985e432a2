package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.cdssl.image.PreparedImage;

/// Writes a shard: images one after the other, then the index. Nothing shows under the shard's name
/// until all of it is on disk.
///
/// The same images in the same order give the same bytes. Whoever writes holds the shard's lock, so
/// the temporary file of an earlier try is simply written over.
final class ShardWriter implements AutoCloseable {
  static final byte[] MAGIC = "CDSSLSH1".getBytes(StandardCharsets.US_ASCII);

  /// Images begin at multiples of this.
  private static final int ALIGNMENT = 64;

  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final Path temporary;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final List<ShardIndex.Item> items = new ArrayList<>();
  private final CRC32C crc = new CRC32C();
  private long position;

  private ShardWriter(Path file, Path temporary, FileChannel channel) {
    this.file = file;
    this.temporary = temporary;
    this.channel = channel;
  }

  static ShardWriter create(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ShardWriter writer = new ShardWriter(file, temporary, channel);
    writer.write(ByteBuffer.wrap(MAGIC));
    return writer;
  }

  /// An image, cut into chunks as the plan says.
  void add(String key, PreparedImage image, SourcePlan plan) throws IOException {
    align();
    long start = position;
    short[] values = image.values();
    List<Integer> chunk = plan.chunk();
    ChunkLayout layout =
        new ChunkLayout(
            image.nx(), image.ny(), image.nz(), chunk.get(0), chunk.get(1), chunk.get(2));
    int chunks = layout.count();
    ByteBuffer table = ByteBuffer.allocate(8 * chunks).order(ByteOrder.LITTLE_ENDIAN);
    short[] part = new short[layout.cx() * layout.cy() * layout.cz()];
    ByteBuffer raw =
        ByteBuffer.allocate(part.length * plan.storage().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int c = 0; c < chunks; c++) {
      raw.clear();
      plan.storage().put(part, 0, cut(values, layout, c, part), raw);
      ByteBuffer packed = plan.compression().pack(raw.flip());
      crc.reset();
      crc.update(packed.duplicate());
      table.putInt(packed.remaining()).putInt((int) crc.getValue());
      write(packed);
    }
    table.flip();
    crc.reset();
    crc.update(table.duplicate());
    write(table);
    items.add(
        new ShardIndex.Item(
            key,
            "",
            start,
            position - start,
            image.flat(),
            image.nx(),
            image.ny(),
            image.nz(),
            chunk,
            plan.storage(),
            plan.compression(),
            (int) crc.getValue()));
  }

  /// Copies a chunk; gives back its number of voxels.
  private static int cut(short[] values, ChunkLayout layout, int chunk, short[] part) {
    int x = layout.startX(chunk);
    int y = layout.startY(chunk);
    int z = layout.startZ(chunk);
    int width = layout.sizeX(chunk);
    int to = 0;
    for (int k = z; k < z + layout.sizeZ(chunk); k++) {
      for (int j = y; j < y + layout.sizeY(chunk); j++, to += width) {
        System.arraycopy(values, (k * layout.ny() + j) * layout.nx() + x, part, to, width);
      }
    }
    return to;
  }

  /// Takes an image over from another shard as it lies there.
  void copy(Shard from, ShardIndex.Item item) throws IOException {
    align();
    long start = position;
    for (long done = 0; done < item.bytes(); ) {
      long part = Math.min(BUFFER, item.bytes() - done);
      write(from.bytes(item.offset() + done, (int) part));
      done += part;
    }
    items.add(item.movedTo(start));
  }

  /// A place for an image that cannot be used.
  void addBad(String key, String reason) {
    items.add(ShardIndex.Item.bad(key, reason));
  }

  /// Index and end, to the disk, then to the name.
  ShardIndex publish() throws IOException {
    ShardIndex index = new ShardIndex(ShardIndex.FORMAT, items);
    byte[] json = CacheJson.line(index).getBytes(StandardCharsets.UTF_8);
    crc.reset();
    crc.update(json);
    ByteBuffer footer = ByteBuffer.allocate(Shard.FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    footer.putLong(position).putInt(json.length).putInt((int) crc.getValue()).put(MAGIC).flip();
    write(ByteBuffer.wrap(json));
    write(footer);
    flush();
    channel.force(true);
    channel.close();
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
    return index;
  }

  private void align() throws IOException {
    int gap = (int) (-position & (ALIGNMENT - 1));
    write(ByteBuffer.allocate(gap));
  }

  private void write(ByteBuffer bytes) throws IOException {
    position += bytes.remaining();
    while (bytes.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(buffer.remaining(), bytes.remaining());
      buffer.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /// Removes what was not published.
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      Files.deleteIfExists(temporary);
    }
  }
}
