package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.config.PretrainConfig;
import org.cdssl.image.Preparation;

/// Makes or completes a cache: fingerprint → plan → shards → manifest.
///
/// Every shard is published by rename, under a name that is the hash of what is in it, so whatever
/// ended an earlier try, this one goes on from the shards that are there and ends with the same
/// bytes. Two processes share the work through locks on byte ranges of one file, which the system
/// drops when a process dies.
public final class CacheBuilder {
  private static final long POLL_MILLIS = 100;

  private final PretrainConfig config;
  private final CacheFolder folder;
  private final Options options;
  private final BooleanSupplier stop;
  private final Consumer<String> say;
  private final CacheProgress progress;

  /// @param plan an edited plan; none: the plan is made of the configuration
  /// @param storage of a value, where the plan is made
  /// @param compression of a chunk, where the plan is made
  /// @param threads that prepare images
  /// @param verify reads every source file and every chunk again
  /// @param force goes on where the disk is too small
  /// @param groupBytes images that share a shard take about so much at most
  public record Options(
      Optional<Path> plan,
      Storage storage,
      Compression compression,
      int threads,
      boolean verify,
      boolean force,
      long groupBytes) {

    /// Same images as from the files, uncompressed.
    public static Options of(int threads) {
      return new Options(
          Optional.empty(), Storage.UINT16, Compression.NONE, threads, false, false, Group.BYTES);
    }

    /// The same number of threads with other choices.
    public Options with(
        Optional<Path> plan,
        Storage storage,
        Compression compression,
        boolean verify,
        boolean force) {
      return new Options(plan, storage, compression, threads, verify, force, groupBytes);
    }
  }

  /// @param complete whether all is done; false where it was stopped
  /// @param images that can be used
  /// @param prepared images that this call had to prepare
  /// @param shards in all
  /// @param made shards that this call made
  /// @param quarantined images that cannot be used
  /// @param bytes of all shards
  public record Summary(
      boolean complete,
      long images,
      long prepared,
      int shards,
      int made,
      int quarantined,
      long bytes) {}

  public CacheBuilder(
      PretrainConfig config,
      Path out,
      Options options,
      BooleanSupplier stop,
      Consumer<String> say,
      CacheProgress progress) {
    this.config = config;
    this.folder = new CacheFolder(out);
    this.options = options;
    this.stop = stop;
    this.say = say;
    this.progress = progress;
  }

  /// @throws CdsslException (USAGE, DATA) with what to do
  /// @throws IOException where the cache cannot be written
  public Summary run() throws IOException {
    requireOwn();
    Manifest manifest = CollectionScan.forPretraining(config.data());
    manifest.notes().forEach(say);
    return run(manifest);
  }

  Summary run(Manifest manifest) throws IOException {
    Files.createDirectories(folder.shards());
    ImageLoader loader = ImageLoader.of(config);
    Optional<Fingerprinter.Looked> looked = fingerprint(manifest, loader);
    if (looked.isEmpty()) {
      return stopped();
    }
    Fingerprint fingerprint = looked.get().fingerprint();
    ValueSamples samples = looked.get().samples();
    writeFirst(fingerprint);
    CachePlan plan = plan(manifest, loader);
    plan.edits().forEach(edit -> say.accept("plan: " + edit));
    CacheDisk disk = CacheDisk.of(fingerprint, plan, folder, isThere(plan));
    say.accept(disk.describe());
    disk.require(folder.root(), options.force());
    CacheJson.write(folder.plan(), plan);

    List<Group> groups = Group.of(manifest.entries(), plan.byKind(), options.groupBytes());
    try (ContentJournal journal = ContentJournal.open(folder.content());
        ShardLocks locks = ShardLocks.open(folder.lock())) {
      ShardBuild build =
          new ShardBuild(
              folder, plan.byKind(), loader, journal, locks, samples, options, stop, say, progress);
      progress.start(manifest.entries().size());
      List<ShardBuild.Result> results = all(build, groups);
      if (results.stream().anyMatch(java.util.Objects::isNull)) {
        return stopped();
      }
      samples.readRest(loader, stop);
      if (stop.getAsBoolean()) {
        return stopped();
      }
      CacheJson.write(folder.fingerprint(), samples.complete(fingerprint));
      journal.compact(manifest.entries());
      CacheManifest written = manifest(manifest, plan, results);
      CacheJson.write(folder.manifest(), written);
      removeOthers(written, locks);
      return new Summary(
          true,
          written.images(),
          build.prepared(),
          written.shards().size(),
          build.made(),
          written.quarantine().size(),
          written.bytes());
    }
  }

  private static Summary stopped() {
    return new Summary(false, 0, 0, 0, 0, 0, 0);
  }

  /// Nothing is written into a folder that is something else.
  private void requireOwn() throws IOException {
    Path root = folder.root();
    if (!Files.isDirectory(root) || Files.exists(folder.shards())) {
      return;
    }
    try (var files = Files.list(root)) {
      if (files.findAny().isPresent()) {
        throw CdsslException.usage(
            root + ": holds other files and is no cache; choose an empty or new folder for --out");
      }
    }
  }

  private Optional<Fingerprinter.Looked> fingerprint(Manifest manifest, ImageLoader loader)
      throws IOException {
    Optional<Fingerprint> known = known(manifest.sha256());
    if (known.isPresent() && !options.verify() && isComplete(manifest)) {
      return Optional.of(new Fingerprinter.Looked(known.get(), new ValueSamples()));
    }
    say.accept("looking at " + manifest.entries().size() + " images");
    return new Fingerprinter(loader, stop).of(manifest);
  }

  /// The fingerprint that is there, where it is of this collection.
  private Optional<Fingerprint> known(String manifestSha256) throws IOException {
    if (!Files.exists(folder.fingerprint())) {
      return Optional.empty();
    }
    Fingerprint known = CacheJson.read(folder.fingerprint(), Fingerprint.class);
    return known.format() == Fingerprint.FORMAT && known.manifestSha256().equals(manifestSha256)
        ? Optional.of(known)
        : Optional.empty();
  }

  /// What is known before the images are read. Another process may be further already.
  private void writeFirst(Fingerprint fingerprint) throws IOException {
    if (known(fingerprint.manifestSha256()).isEmpty()) {
      CacheJson.write(folder.fingerprint(), fingerprint);
    }
  }

  /// Whether the cache of these images was once made to its end: the intensities of the fingerprint
  /// are filled in just before.
  private boolean isComplete(Manifest manifest) {
    try {
      return CacheJson.read(folder.manifest(), CacheManifest.class)
          .manifestSha256()
          .equals(manifest.sha256());
    } catch (IOException | CdsslException e) {
      return false;
    }
  }

  private CachePlan plan(Manifest manifest, ImageLoader loader) throws IOException {
    if (options.plan().isPresent()) {
      return CachePlan.read(options.plan().get(), manifest, loader);
    }
    return CachePlan.of(manifest, loader, options.storage(), options.compression());
  }

  /// Whether the cache that is there was begun with this plan.
  private boolean isThere(CachePlan plan) throws IOException {
    if (!Files.exists(folder.plan())) {
      return false;
    }
    try {
      CachePlan known = CacheJson.read(folder.plan(), CachePlan.class);
      if (known.equals(plan)) {
        return true;
      }
    } catch (CdsslException e) {
      say.accept(e.getMessage());
    }
    say.accept(
        folder.plan()
            + ": replaced by another plan; images that it changes are prepared anew"
            + (options.plan().isPresent() ? "" : " (--plan " + folder.plan() + " keeps its own)"));
    return false;
  }

  /// All groups, by several threads; null for those that a stop left undone.
  private List<ShardBuild.Result> all(ShardBuild build, List<Group> groups) throws IOException {
    ShardBuild.Queue queue = new ShardBuild.Queue(groups);
    List<Future<?>> workers = new ArrayList<>();
    int threads = Math.max(1, options.threads());
    // as many again, as one that waits for the disk gives its turn to another
    try (ExecutorService executor = Executors.newFixedThreadPool(2 * threads)) {
      for (int i = 0; i < 2 * threads; i++) {
        workers.add(
            executor.submit(() -> {
              build.work(queue);
              return null;
            }));
      }
      try {
        for (Future<?> worker : workers) {
          await(worker, executor);
        }
      } catch (ExecutionException e) {
        executor.shutdownNow();
        switch (e.getCause()) {
          case CancellationException _ -> {}
          case InterruptedException _ -> {} // while waiting for its turn
          case IOException failure -> throw failure;
          case CdsslException refused -> throw refused;
          case Throwable other -> throw new IllegalStateException("preparing failed", other);
        }
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
    return queue.results();
  }

  /// Waits for a worker; a request to stop interrupts what all are reading.
  private void await(Future<?> worker, ExecutorService executor)
      throws InterruptedException, ExecutionException {
    boolean told = false;
    while (true) {
      try {
        worker.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        progress.tick();
        if (stop.getAsBoolean() && !told) {
          told = true;
          executor.shutdownNow();
        }
      }
    }
  }

  private static CacheManifest manifest(
      Manifest manifest, CachePlan plan, List<ShardBuild.Result> results) {
    TreeMap<String, CacheManifest.Bad> bad = new TreeMap<>();
    Map<String, CacheManifest.ShardEntry> shards = new java.util.LinkedHashMap<>();
    for (ShardBuild.Result result : results) {
      result.shard().ifPresent(s -> shards.put(s.name(), s));
      result.bad().forEach(b -> bad.put(b.image(), b));
    }
    return new CacheManifest(
        CacheManifest.FORMAT,
        Preparation.VERSION,
        plan.sha256(),
        manifest.sha256(),
        manifest.entries().size() - bad.size(),
        shards.values().stream().mapToLong(CacheManifest.ShardEntry::bytes).sum(),
        List.copyOf(shards.values()),
        List.copyOf(bad.values()));
  }

  /// What belongs to no group any more: older plans, changed files, temporary files of the dead.
  private void removeOthers(CacheManifest manifest, ShardLocks locks) throws IOException {
    Set<Path> kept = new HashSet<>();
    manifest.shards().forEach(s -> kept.add(folder.shard(s.name())));
    try (var files = Files.list(folder.shards())) {
      for (Path file : files.filter(f -> !kept.contains(f)).sorted().toList()) {
        String name = file.getFileName().toString().replaceFirst("\\..*", "");
        try (ShardLocks.Held held = locks.tryLock(name)) {
          if (held != null) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }
}
