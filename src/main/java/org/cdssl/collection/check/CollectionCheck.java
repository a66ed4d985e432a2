package org.cdssl.collection.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.image.format.Limits;

/// Reads every file of a plan once, on all cores, and applies the rules.
///
/// Memory does not grow with the images themselves: voxels pass by in chunks, facts go to the
/// journal, and what is kept of an image is a hash and its findings.
public final class CollectionCheck {
  /// Is told how far the check is; may be called from several threads.
  @FunctionalInterface
  public interface Progress {
    /// @param bytes of all files so far, read or known from the journal
    void checked(int done, int of, long bytes);
  }

  private final CheckPlan plan;
  private final List<Group> groups;
  private final Journal journal;
  private final CrossRules cross;
  private final List<Finding> findings = new ArrayList<>();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong known = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong passed = new AtomicLong();

  /// Entries that share a file or a member of an archive, read together.
  private record Group(int from, int to) {}

  private CollectionCheck(CheckPlan plan, Journal journal) {
    this.plan = plan;
    this.groups = groups(plan.entries());
    this.journal = journal;
    this.cross = new CrossRules(plan.entries());
  }

  /// Checks.
  ///
  /// @param journalFile facts of earlier checks, made where it is not there; empty: every file is
  ///   read
  /// @param stop asked between files; when it says so, what is known is in the journal
  /// @return the report, or empty where `stop` ended the check
  public static Optional<CheckReport> run(
      CheckPlan plan,
      Optional<Path> journalFile,
      int threads,
      Progress progress,
      BooleanSupplier stop)
      throws IOException {
    if (journalFile.isEmpty()) {
      return new CollectionCheck(plan, null).run(threads, progress, stop);
    }
    try (Journal journal = Journal.open(journalFile.get())) {
      return new CollectionCheck(plan, journal).run(threads, progress, stop);
    }
  }

  /// How findings call an image: its file, then member and frame where it is one of several.
  static String name(ImageEntry entry) {
    return entry.file()
        + (entry.member().isEmpty() ? "" : "#" + entry.member())
        + (entry.frame() < 0 ? "" : "@" + entry.frame());
  }

  private Optional<CheckReport> run(int threads, Progress progress, BooleanSupplier stop)
      throws IOException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Callable<Void> work =
        () -> {
          int g;
          while (!stop.getAsBoolean() && (g = next.getAndIncrement()) < groups.size()) {
            Group group = groups.get(g);
            check(group);
            progress.checked(
                done.addAndGet(group.to - group.from), plan.entries().size(), passed.get());
          }
          return null;
        };
    onAllThreads(threads, work);
    if (done.get() < plan.entries().size()) {
      return Optional.empty();
    }
    findings.addAll(plan.found());
    cross.check(plan.sides(), findings::add);
    findings.sort(
        Comparator.comparing(Finding::grade)
            .thenComparing(Finding::kind)
            .thenComparing(Finding::source)
            .thenComparing(Finding::image)
            .thenComparing(Finding::message));
    int sources = (int) plan.entries().stream().map(ImageEntry::source).distinct().count();
    return Optional.of(
        new CheckReport(
            plan.entries().size(),
            sources,
            read.get(),
            known.get(),
            bytes.get(),
            List.copyOf(findings)));
  }

  private static void onAllThreads(int threads, Callable<Void> work) throws IOException {
    try (ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, threads))) {
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < Math.max(1, threads); i++) {
        workers.add(executor.submit(work));
      }
      try {
        for (Future<Void> worker : workers) {
          worker.get();
        }
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw new java.io.InterruptedIOException("interrupted while checking");
      } catch (ExecutionException e) {
        executor.shutdownNow();
        switch (e.getCause()) {
          case IOException failed -> throw failed; // the journal cannot be written
          case CdsslException failed -> throw failed;
          default -> throw new IllegalStateException("checking failed", e.getCause());
        }
      }
    }
  }

  private void check(Group all) throws IOException {
    Group group = all;
    ImageEntry first = plan.entries().get(group.from);
    FileFacts facts = facts(first.file(), first.member());
    if (facts.isBroken() && group.to - group.from > 1) {
      // once for the file, not once for every image that should be in it
      group = new Group(group.from, group.from + 1);
    }
    for (int i = group.from; i < group.to; i++) {
      ImageEntry entry = plan.entries().get(i);
      List<Finding> own = new ArrayList<>();
      GeometryRules.Found found =
          (grade, kind, message) ->
              own.add(new Finding(grade, kind, entry.source(), name(entry), message));
      ImageRules.check(entry, plan.declared(), facts, found);
      if (entry.target() instanceof Target.Mask(Path maskFile)) {
        MaskRules.check(
            entry,
            facts,
            facts(maskFile, ""),
            Optional.ofNullable(plan.labels().get(entry.source())),
            found);
      }
      boolean one = entry.frame() >= 0 || facts.images().size() == 1;
      if (!facts.isBroken() && one && entry.frame() < facts.images().size()) {
        cross.remember(i, facts);
      }
      if (!own.isEmpty()) {
        synchronized (findings) {
          findings.addAll(own);
        }
      }
    }
  }

  private FileFacts facts(Path file, String member) throws IOException {
    String key = file.toAbsolutePath() + (member.isEmpty() ? "" : "#" + member);
    if (journal != null) {
      Optional<FileFacts> before = journal.find(key);
      if (before.isPresent()) {
        known.incrementAndGet();
        passed.addAndGet(before.get().bytes());
        return before.get();
      }
    }
    FileFacts facts = FactsReader.read(file, member, Limits.DEFAULT);
    read.incrementAndGet();
    bytes.addAndGet(facts.bytes());
    passed.addAndGet(facts.bytes());
    if (journal != null) {
      journal.add(key, facts);
    }
    return facts;
  }

  private static List<Group> groups(List<ImageEntry> entries) {
    List<Group> groups = new ArrayList<>();
    for (int from = 0; from < entries.size(); ) {
      ImageEntry first = entries.get(from);
      int to = from + 1;
      while (to < entries.size()
          && entries.get(to).file().equals(first.file())
          && entries.get(to).member().equals(first.member())
          && entries.get(to).source().equals(first.source())) {
        to++;
      }
      groups.add(new Group(from, to));
      from = to;
    }
    return groups;
  }
}
