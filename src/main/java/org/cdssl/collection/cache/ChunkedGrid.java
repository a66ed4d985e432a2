package org.cdssl.collection.cache;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Supplier;
import org.cdssl.image.IntensityGrid;
import org.cdssl.image.PreparedImage;

/// Intensities in a shard. A box is copied out of the chunks that it touches; each chunk's checksum
/// is checked when it is first touched. An image with a damaged chunk is prepared from its file
/// again and lives in memory from then on.
final class ChunkedGrid implements IntensityGrid {
  private static final ValueLayout.OfShort VALUE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final ThreadLocal<UnpackedChunks> UNPACKED =
      ThreadLocal.withInitial(UnpackedChunks::new);

  private final Shard shard;
  private final ShardIndex.Item item;
  private final ChunkLayout layout;
  private final Supplier<PreparedImage> repair;
  private final boolean plain;

  private volatile Opened opened;
  private volatile IntensityGrid repaired;
  private volatile int minimum = -1;

  /// @param verified chunks whose checksum was found right; written by several threads, each of
  ///   which may at worst check once more
  private record Opened(ChunkTable table, boolean[] verified) {}

  /// @param repair makes the image anew from its file
  ChunkedGrid(Shard shard, ShardIndex.Item item, Supplier<PreparedImage> repair) {
    this.shard = shard;
    this.item = item;
    this.layout = item.layout();
    this.repair = repair;
    this.plain = item.storage() == Storage.UINT16 && item.compression() == Compression.NONE;
  }

  @Override
  public int at(int x, int y, int z) {
    Opened at = opened();
    if (at != null) {
      int chunk = layout.index(x / layout.cx(), y / layout.cy(), z / layout.cz());
      int inside =
          ((z - layout.startZ(chunk)) * layout.sizeY(chunk) + y - layout.startY(chunk))
                  * layout.sizeX(chunk)
              + x
              - layout.startX(chunk);
      if (plain) {
        if (verified(at, chunk)) {
          return shard.memory().get(VALUE, at.table.offset()[chunk] + 2L * inside) & 0xffff;
        }
      } else {
        short[] values = unpacked(at, chunk);
        if (values != null) {
          return values[inside] & 0xffff;
        }
      }
    }
    return repaired().at(x, y, z);
  }

  @Override
  public void read(int x, int y, int z, int nx, int ny, int nz, short[] out) {
    Opened at = opened();
    if (at == null || !readChunks(at, x, y, z, nx, ny, nz, out)) {
      repaired().read(x, y, z, nx, ny, nz, out);
    }
  }

  private boolean readChunks(Opened at, int x, int y, int z, int nx, int ny, int nz, short[] out) {
    for (int k = z / layout.cz(); k * layout.cz() < z + nz; k++) {
      for (int j = y / layout.cy(); j * layout.cy() < y + ny; j++) {
        for (int i = x / layout.cx(); i * layout.cx() < x + nx; i++) {
          if (!copy(at, layout.index(i, j, k), x, y, z, nx, ny, nz, out)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /// Copies what box and chunk share; false where the chunk is damaged.
  private boolean copy(
      Opened at, int chunk, int x, int y, int z, int nx, int ny, int nz, short[] out) {
    short[] values = null;
    if (plain ? !verified(at, chunk) : (values = unpacked(at, chunk)) == null) {
      return false;
    }
    int width = layout.sizeX(chunk);
    int height = layout.sizeY(chunk);
    int left = layout.startX(chunk);
    int top = layout.startY(chunk);
    int first = layout.startZ(chunk);
    int x0 = Math.max(x, left);
    int y0 = Math.max(y, top);
    int z0 = Math.max(z, first);
    int count = Math.min(x + nx, left + width) - x0;
    int y1 = Math.min(y + ny, top + height);
    int z1 = Math.min(z + nz, first + layout.sizeZ(chunk));
    MemorySegment memory = shard.memory();
    long offset = at.table.offset()[chunk];
    for (int k = z0; k < z1; k++) {
      for (int j = y0; j < y1; j++) {
        int from = ((k - first) * height + j - top) * width + x0 - left;
        int to = ((k - z) * ny + j - y) * nx + x0 - x;
        if (plain) {
          MemorySegment.copy(memory, VALUE, offset + 2L * from, out, to, count);
        } else {
          System.arraycopy(values, from, out, to, count);
        }
      }
    }
    return true;
  }

  private boolean verified(Opened at, int chunk) {
    if (at.verified[chunk]) {
      return true;
    }
    at.verified[chunk] = at.table.verify(shard, chunk);
    return at.verified[chunk];
  }

  /// The values of a chunk, or null where it is damaged.
  private short[] unpacked(Opened at, int chunk) {
    short[] known = UNPACKED.get().get(this, chunk);
    if (known != null) {
      return known;
    }
    if (!verified(at, chunk)) {
      return null;
    }
    int voxels = layout.voxels(chunk);
    byte[] raw = new byte[voxels * item.storage().bytes()];
    ByteBuffer stored = shard.bytes(at.table.offset()[chunk], at.table.bytes()[chunk]);
    if (item.compression() == Compression.NONE) {
      if (stored.remaining() != raw.length) {
        return null;
      }
      stored.get(raw);
    } else {
      byte[] packed = new byte[stored.remaining()];
      stored.get(packed);
      if (!item.compression().unpack(packed, raw, raw.length)) {
        return null;
      }
    }
    short[] values = new short[voxels];
    item.storage().get(ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN), values, voxels);
    UNPACKED.get().put(this, chunk, values);
    return values;
  }

  /// Null where the image was repaired or its table is damaged.
  private Opened opened() {
    if (repaired != null) {
      return null;
    }
    Opened known = opened;
    if (known == null) {
      known =
          ChunkTable.of(shard, item)
              .map(table -> new Opened(table, new boolean[layout.count()]))
              .orElse(null);
      opened = known;
    }
    return known;
  }

  private IntensityGrid repaired() {
    if (repaired == null) {
      synchronized (this) {
        if (repaired == null) {
          repaired = repair.get().grid();
        }
      }
    }
    return repaired;
  }

  /// Reads the whole image when it is asked for first: only a box that sticks out of a volume needs
  /// it, and few do.
  @Override
  public int minimum() {
    if (minimum < 0) {
      int smallest = 0xffff;
      short[] slice = new short[layout.nx() * layout.ny()];
      for (int z = 0; z < layout.nz(); z++) {
        read(0, 0, z, layout.nx(), layout.ny(), 1, slice);
        for (short value : slice) {
          smallest = Math.min(smallest, value & 0xffff);
        }
      }
      minimum = smallest;
    }
    return minimum;
  }

  @Override
  public Optional<short[]> array() {
    return repaired == null ? Optional.empty() : repaired.array();
  }

  @Override
  public long heapBytes() {
    return 96 + 17L * layout.count();
  }

  /// The chunks that a thread unpacked last: views of one image overlap.
  private static final class UnpackedChunks {
    private static final int MOST = 256;

    private final ChunkedGrid[] owner = new ChunkedGrid[MOST];
    private final int[] chunk = new int[MOST];

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final SoftReference<short[]>[] values = new SoftReference[MOST];

    short[] get(ChunkedGrid grid, int number) {
      int slot = number % MOST;
      return owner[slot] == grid && chunk[slot] == number ? values[slot].get() : null;
    }

    void put(ChunkedGrid grid, int number, short[] unpacked) {
      int slot = number % MOST;
      owner[slot] = grid;
      chunk[slot] = number;
      values[slot] = new SoftReference<>(unpacked);
    }
  }
}
