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
  private final Writeback writeback;
  private final List<ShardIndex.Item> items = new ArrayList<>();
  private final CRC32C crc = new CRC32C();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long position;
  private Open open;
  private boolean published;

  /// The image that is being written.
  ///
  /// @param before where the file ended
  /// @param start where its chunks begin
  private record Open(
      String key,
      boolean flat,
      SourcePlan plan,
      long before,
      long start,
      LayerCutter cutter,
      ByteBuffer table) {}

  private ShardWriter(Path file, Path temporary, FileChannel channel) {
    this.file = file;
    this.temporary = temporary;
    this.channel = channel;
    writeback = new Writeback(channel);
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
    begin(key, image.flat(), image.nx(), image.ny(), image.nz(), plan);
    int area = image.nx() * image.ny();
    for (int z = 0; z < image.nz(); z++) {
      addSlice(image.values(), z * area);
    }
    end();
  }

  /// Begins an image whose slices follow one by one.
  void begin(String key, boolean flat, int nx, int ny, int nz, SourcePlan plan) throws IOException {
    long before = position;
    align();
    List<Integer> chunk = plan.chunk();
    LayerCutter cutter =
        new LayerCutter(new ChunkLayout(nx, ny, nz, chunk.get(0), chunk.get(1), chunk.get(2)));
    ByteBuffer table =
        ByteBuffer.allocate(8 * cutter.layout().count()).order(ByteOrder.LITTLE_ENDIAN);
    open = new Open(key, flat, plan, before, position, cutter, table);
  }

  /// The next slice of the image that was begun.
  void addSlice(short[] values, int from) throws IOException {
    int first = open.cutter().take(values, from);
    if (first < 0) {
      return;
    }
    SourcePlan plan = open.plan();
    ChunkLayout layout = open.cutter().layout();
    short[] layer = open.cutter().layer();
    int at = 0;
    for (int c = first; c < first + layout.inLayer(); c++) {
      int voxels = layout.voxels(c);
      crc.reset();
      int length =
          plan.compression() == Compression.NONE
              ? addPlain(layer, at, voxels, plan.storage())
              : addPacked(layer, at, voxels, plan);
      open.table().putInt(length).putInt((int) crc.getValue());
      at += voxels;
    }
  }

  /// Ends the image; all its slices were added.
  void end() throws IOException {
    ByteBuffer table = open.table().flip();
    crc.reset();
    crc.update(table.duplicate());
    write(table);
    ChunkLayout layout = open.cutter().layout();
    items.add(
        new ShardIndex.Item(
            open.key(),
            "",
            open.start(),
            position - open.start(),
            open.flat(),
            layout.nx(),
            layout.ny(),
            layout.nz(),
            open.plan().chunk(),
            open.plan().storage(),
            open.plan().compression(),
            (int) crc.getValue()));
    open = null;
  }

  /// Takes back the image that was begun and not ended, if there is one: as if it had never been.
  void forget() throws IOException {
    if (open != null) {
      flush();
      channel.truncate(open.before());
      position = open.before();
      open = null;
    }
  }

  /// Puts a chunk straight into the buffer; gives back its number of bytes.
  private int addPlain(short[] layer, int from, int voxels, Storage storage) throws IOException {
    int length = voxels * storage.bytes();
    if (length > buffer.remaining()) {
      flush();
    }
    if (length > buffer.remaining()) {
      buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }
    int start = buffer.position();
    storage.put(layer, from, voxels, buffer);
    crc.update(buffer.slice(start, length));
    position += length;
    return length;
  }

  private int addPacked(short[] layer, int from, int voxels, SourcePlan plan) throws IOException {
    ByteBuffer raw =
        ByteBuffer.allocate(voxels * plan.storage().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    plan.storage().put(layer, from, voxels, raw);
    ByteBuffer packed = plan.compression().pack(raw.flip());
    crc.update(packed.duplicate());
    int length = packed.remaining();
    write(packed);
    return length;
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
    writeback.await();
    channel.force(true);
    channel.close();
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    published = true;
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
    writeback.written(position);
  }

  /// Removes what was not published.
  @Override
  public void close() throws IOException {
    try {
      writeback.await();
    } finally {
      channel.close();
      if (!published) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
