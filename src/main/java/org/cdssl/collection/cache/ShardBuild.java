package org.cdssl.collection.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.Sha256;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Quarantined;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.PreparedSlices;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.VoxelSink;

/// Makes the shards that are missing; may be worked by several threads. As many compute at a time
/// as the options say; the others wait for the disk, which takes as long as preparing a fair part
/// of what is written.
final class ShardBuild {
  private static final long POLL_MILLIS = 200;

  private final CacheFolder folder;
  private final Map<String, SourcePlan> plans;
  private final ImageLoader loader;
  private final ContentJournal journal;
  private final ShardLocks locks;
  private final ValueSamples samples;
  private final boolean verify;
  private final Semaphore turns;
  private final BooleanSupplier stop;
  private final Consumer<String> say;
  private final CacheProgress progress;
  private final PreparationMemory memory = new PreparationMemory();
  private final AtomicLong prepared = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private Map<String, Place> earlier;

  /// An image that lies in a shard already.
  private record Place(Shard shard, ShardIndex.Item item) {}

  /// What became of a group.
  ///
  /// @param shard none where no image of the group can be read
  record Result(Optional<CacheManifest.ShardEntry> shard, List<CacheManifest.Bad> bad) {}

  /// Groups to do, and those that another process does just now.
  static final class Queue {
    private final List<Group> groups;
    private final Result[] results;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private int next;

    Queue(List<Group> groups) {
      this.groups = groups;
      this.results = new Result[groups.size()];
    }

    /// -1: nothing is left.
    synchronized int take() {
      if (next < groups.size()) {
        return next++;
      }
      return waiting.isEmpty() ? -1 : waiting.poll();
    }

    /// True once only groups are left that others do.
    synchronized boolean putBack(int group) {
      waiting.add(group);
      return next == groups.size();
    }

    synchronized void done(int group, Result result) {
      results[group] = result;
    }

    synchronized List<Result> results() {
      return Arrays.asList(results.clone());
    }
  }

  ShardBuild(
      CacheFolder folder,
      Map<String, SourcePlan> plans,
      ImageLoader loader,
      ContentJournal journal,
      ShardLocks locks,
      ValueSamples samples,
      CacheBuilder.Options options,
      BooleanSupplier stop,
      Consumer<String> say,
      CacheProgress progress) {
    this.folder = folder;
    this.plans = plans;
    this.loader = loader;
    this.journal = journal;
    this.locks = locks;
    this.samples = samples;
    this.verify = options.verify();
    this.turns = new Semaphore(Math.max(1, options.threads()));
    this.stop = stop;
    this.say = say;
    this.progress = progress;
  }

  long prepared() {
    return prepared.get();
  }

  int made() {
    return made.get();
  }

  /// Works until nothing is left.
  ///
  /// @throws CancellationException when stopped
  void work(Queue queue) throws IOException, InterruptedException {
    for (int g = queue.take(); g >= 0; g = queue.take()) {
      Optional<Result> result;
      turns.acquire();
      try {
        result = group(queue.groups.get(g));
      } catch (IOException e) {
        interrupted(e);
        throw e;
      } finally {
        turns.release();
      }
      if (result.isPresent()) {
        queue.done(g, result.get());
      } else if (queue.putBack(g)) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /// An image whose file could be read so far that its content has a hash.
  private record Keyed(ImageEntry entry, SourcePlan plan, String key) {}

  /// Empty where another process is at it.
  private Optional<Result> group(Group group) throws IOException, InterruptedException {
    List<Keyed> keyed = new ArrayList<>();
    List<CacheManifest.Bad> bad = new ArrayList<>();
    for (ImageEntry entry : group.entries()) {
      requireGoing();
      SourcePlan plan = plans.get(SourcePlan.kind(entry));
      try {
        String content = journal.content(entry, verify);
        keyed.add(new Keyed(entry, plan, plan.key(content, entry.member(), entry.frame())));
      } catch (IOException e) {
        interrupted(e);
        bad.add(new CacheManifest.Bad(entry.id(), Quarantined.of(entry, e).reason()));
      }
    }
    if (keyed.isEmpty()) {
      return Optional.of(new Result(Optional.empty(), bad));
    }
    String name = name(keyed);
    try (ShardLocks.Held held = locks.tryLock(name)) {
      if (held == null) {
        return Optional.empty();
      }
      long bytes = group.entries().stream().mapToLong(ImageEntry::bytes).sum();
      Optional<Shard> there = whole(folder.shard(name));
      if (there.isEmpty()) {
        build(keyed, folder.shard(name));
        there = Optional.of(Shard.open(folder.shard(name)));
        made.incrementAndGet();
        progress.done(bad.size(), 0, true);
      } else {
        progress.done(group.entries().size(), bytes, false);
      }
      return Optional.of(result(name, there.get(), keyed, bad));
    }
  }

  /// Name of a shard: hash of the keys of its images.
  private static String name(List<Keyed> keyed) {
    StringBuilder keys = new StringBuilder();
    keyed.forEach(k -> keys.append(k.key()).append('\n'));
    return Sha256.of(keys.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .substring(0, 32);
  }

  /// The shard, where it is there and nothing is wrong with it.
  private Optional<Shard> whole(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Shard shard = Shard.open(file);
      if (!verify) {
        return Optional.of(shard);
      }
      if (!shard.verify()) {
        say.accept(file + ": has a damaged chunk; made anew");
        return Optional.empty();
      }
      // what could not be read before gets another chance
      boolean bad = shard.index().items().stream().anyMatch(ShardIndex.Item::isBad);
      return bad ? Optional.empty() : Optional.of(shard);
    } catch (FormatException e) {
      say.accept(e.getMessage() + "; made anew");
      return Optional.empty();
    }
  }

  private void build(List<Keyed> keyed, Path file) throws IOException, InterruptedException {
    Map<String, Keyed> once = new LinkedHashMap<>();
    keyed.forEach(k -> once.putIfAbsent(k.key(), k));
    try (ShardWriter writer = ShardWriter.create(file)) {
      for (Keyed image : once.values()) {
        requireGoing();
        if (!reuse(image, writer)) {
          prepare(image, writer);
          prepared.incrementAndGet();
        }
        progress.done(1, image.entry().bytes(), true);
      }
      progress.done(keyed.size() - once.size(), 0, true);
      requireGoing();
      turns.release();
      try {
        writer.publish();
      } finally {
        turns.acquireUninterruptibly();
      }
    }
  }

  /// Decodes an image into the shard.
  private void prepare(Keyed image, ShardWriter writer) throws IOException, InterruptedException {
    try (PreparationMemory.Share _ = memory.take(needBytes(image))) {
      Optional<PreparedImage> decoded;
      try {
        decoded = decode(image, writer);
      } catch (WriteFailure e) {
        throw e.failure;
      } catch (IOException | RuntimeException e) {
        interrupted(e);
        requireMemory(image.entry(), e);
        writer.forget();
        writer.addBad(image.key(), Quarantined.of(image.entry(), e).reason());
        return;
      } catch (OutOfMemoryError e) {
        throw tooLarge(image.entry(), e);
      }
      if (decoded.isPresent()) {
        writer.add(image.key(), decoded.get(), image.plan());
      } else {
        writer.end();
      }
    }
  }

  /// Decodes, and once more after a failure that is not the content's.
  private Optional<PreparedImage> decode(Keyed image, ShardWriter writer) throws IOException {
    try {
      return decodeOnce(image, writer);
    } catch (FormatException e) {
      throw e;
    } catch (IOException e) {
      interrupted(e);
      writer.forget();
      return decodeOnce(image, writer);
    }
  }

  /// Empty where the image went into the shard slice by slice.
  private Optional<PreparedImage> decodeOnce(Keyed image, ShardWriter writer) throws IOException {
    Optional<Thinning> sample = samples.start(image.entry());
    Optional<PreparedImage> decoded =
        loader.decode(
            image.entry(),
            image.plan().preparation(),
            sample.isPresent() ? sample.get() : VoxelSink.NONE,
            Optional.of(new Receiver(image, writer)));
    sample.ifPresent(taken -> samples.keep(image.entry(), taken));
    return decoded;
  }

  /// Writes slices into a shard. That the shard cannot be written says nothing about the image.
  private record Receiver(Keyed image, ShardWriter writer) implements PreparedSlices {
    @Override
    public void begin(int nx, int ny, int nz) {
      try {
        writer.begin(image.key(), false, nx, ny, nz, image.plan());
      } catch (IOException e) {
        throw new WriteFailure(e);
      }
    }

    @Override
    public void add(short[] slice) {
      try {
        writer.addSlice(slice, 0);
      } catch (IOException e) {
        throw new WriteFailure(e);
      }
    }
  }

  private static final class WriteFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final IOException failure;

    WriteFailure(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /// Whether an image fits into memory must not decide what a cache holds.
  private static void requireMemory(ImageEntry entry, Throwable failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        throw tooLarge(entry, cause);
      }
    }
  }

  private static CdsslException tooLarge(ImageEntry entry, Throwable cause) {
    return new CdsslException(
        CdsslException.Kind.OTHER,
        entry.file()
            + ": does not fit into memory; run again with a larger heap (CDSSL_HEAP=8g), fewer"
            + " --threads, or leave it out",
        cause);
  }

  /// Heap that reading and preparing an image takes at its peak, about: floats as stored, in RAS
  /// order and resampled, and the result.
  private long needBytes(Keyed image) {
    ImageEntry entry = image.entry();
    if (entry.isInArchive()) {
      return 0;
    }
    try {
      ImageHeader header =
          ImageFiles.readerOf(entry.file(), entry.member())
              .readHeader(entry.file(), loader.limits());
      double voxels = header.frameVoxels();
      double spacing = image.plan().spacingMm();
      double result = voxels;
      if (spacing > 0 && header.geometry().isPresent()) {
        for (double mm : header.geometry().get().spacingMm()) {
          result *= mm / spacing;
        }
      }
      return (long) (8 * voxels + 6 * result);
    } catch (IOException | RuntimeException e) {
      return 0; // why is said by whoever decodes it
    }
  }

  /// Takes an image over from a shard of an earlier plan or grouping.
  private boolean reuse(Keyed image, ShardWriter writer) throws IOException {
    Place place = earlier().get(image.key());
    if (place == null || !place.shard().verify(place.item())) {
      return false;
    }
    writer.copy(place.shard(), place.item());
    return true;
  }

  /// The usable images of all shards that are there, by key.
  private synchronized Map<String, Place> earlier() throws IOException {
    if (earlier == null) {
      earlier = new HashMap<>();
      List<Path> shards;
      try (var files = Files.list(folder.shards())) {
        shards = files.filter(f -> f.toString().endsWith(".shard")).sorted().toList();
      }
      for (Path file : shards) {
        try {
          Shard shard = Shard.open(file);
          for (ShardIndex.Item item : shard.index().items()) {
            if (!item.isBad()) {
              earlier.put(item.key(), new Place(shard, item));
            }
          }
        } catch (FormatException | java.nio.file.NoSuchFileException e) {
          // damaged, or another process let it go
        }
      }
    }
    return earlier;
  }

  private Result result(
      String name, Shard shard, List<Keyed> keyed, List<CacheManifest.Bad> unreadable) {
    Map<String, ShardIndex.Item> items = new HashMap<>();
    shard.index().items().forEach(i -> items.put(i.key(), i));
    List<CacheManifest.Bad> bad = new ArrayList<>(unreadable);
    for (Keyed image : keyed) {
      ShardIndex.Item item = items.get(image.key());
      if (item.isBad()) {
        bad.add(new CacheManifest.Bad(image.entry().id(), item.bad()));
      }
    }
    int good = (int) items.values().stream().filter(i -> !i.isBad()).count();
    return new Result(
        Optional.of(new CacheManifest.ShardEntry(name, good, shard.bytes(), shard.indexCrc())),
        bad);
  }

  private void requireGoing() {
    if (stop.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("stopped");
    }
  }

  /// A read that ended because the thread shall stop says nothing about the file.
  private void interrupted(Exception failure) {
    if (failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException
        || failure instanceof CancellationException
        || stop.getAsBoolean()
        || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("stopped while reading");
    }
  }
}
