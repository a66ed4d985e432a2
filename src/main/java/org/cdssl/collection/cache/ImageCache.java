package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageDecoder;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.config.PretrainConfig;
import org.cdssl.image.Preparation;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.format.FormatException;

/// Gives the images of a cache in place of those of the files: the same voxels, mapped instead of
/// decoded. Safe for use by several threads.
public final class ImageCache implements ImageDecoder {
  private static final int NAMED = 3;

  private final Map<String, Place> places;
  private final CachePlan plan;
  private final ImageLoader loader;
  private final Consumer<String> say;

  /// @param shard where the image lies
  private record Place(Shard shard, ShardIndex.Item item) {}

  private ImageCache(
      Map<String, Place> places, CachePlan plan, ImageLoader loader, Consumer<String> say) {
    this.places = places;
    this.plan = plan;
    this.loader = loader;
    this.say = say;
  }

  /// Opens a cache for these images.
  ///
  /// @throws CdsslException (DATA) where it is unfinished, was made by another plan or transform,
  ///   or lacks images; says which and what to run
  public static ImageCache open(
      Path root, PretrainConfig config, Manifest manifest, Consumer<String> say)
      throws IOException {
    CacheFolder folder = new CacheFolder(root);
    if (!Files.exists(folder.manifest()) || !Files.exists(folder.plan())) {
      throw refusal(
          root, Files.exists(folder.shards()) ? "is not finished" : "there is no cache here");
    }
    CacheManifest written = CacheJson.read(folder.manifest(), CacheManifest.class);
    CachePlan plan = CacheJson.read(folder.plan(), CachePlan.class);
    ImageLoader loader = ImageLoader.of(config);
    check(root, written, plan, plan.differences(manifest, loader));
    plan.edits().forEach(edit -> say.accept("cache: prepared by an edited plan, " + edit));
    Map<String, String> bad = new HashMap<>();
    written.quarantine().forEach(b -> bad.put(b.image(), b.reason()));
    Map<String, Place> byKey = index(root, folder, written);
    Map<String, Place> places = new HashMap<>();
    List<ImageEntry> changed = new ArrayList<>();
    List<ImageEntry> missing = new ArrayList<>();
    Map<String, SourcePlan> plans = plan.byKind();
    try (ContentJournal journal = ContentJournal.open(folder.content())) {
      for (ImageEntry entry : manifest.entries()) {
        String content = journal.unchanged(entry);
        if (content == null) {
          if (!bad.containsKey(entry.id())) {
            (journal.knows(entry) ? changed : missing).add(entry);
          }
          continue;
        }
        String key = plans.get(SourcePlan.kind(entry)).key(content, entry.member(), entry.frame());
        Place place = byKey.get(key);
        if (place == null) {
          missing.add(entry);
        } else {
          places.put(entry.id(), place);
        }
      }
    }
    refuse(root, changed, "have changed since");
    refuse(root, missing, "are not in it");
    for (Map.Entry<String, String> unreadable : bad.entrySet()) {
      places.putIfAbsent(
          unreadable.getKey(), new Place(null, ShardIndex.Item.bad("", unreadable.getValue())));
    }
    return new ImageCache(places, plan, loader, say);
  }

  /// Whether the folder holds a cache that was finished once; whether it is still good, opening
  /// says.
  public static boolean isComplete(Path root) {
    return Files.exists(new CacheFolder(root).manifest());
  }

  private static void check(
      Path root, CacheManifest written, CachePlan plan, List<String> differences) {
    if (written.format() != CacheManifest.FORMAT || plan.format() != CachePlan.FORMAT) {
      throw refusal(root, "was written in another format");
    }
    if (written.transform() != Preparation.VERSION) {
      throw refusal(
          root,
          "was made by version "
              + written.transform()
              + " of the transform and this program has version "
              + Preparation.VERSION);
    }
    if (!differences.isEmpty()) {
      throw refusal(root, "was made for another configuration: " + String.join("; ", differences));
    }
    if (!written.planSha256().equals(plan.sha256())) {
      throw refusal(root, "plan.json was changed after the images were prepared");
    }
  }

  private static Map<String, Place> index(Path root, CacheFolder folder, CacheManifest written)
      throws IOException {
    Map<String, Place> byKey = new HashMap<>();
    for (CacheManifest.ShardEntry entry : written.shards()) {
      Path file = folder.shard(entry.name());
      Shard shard;
      try {
        shard = Shard.open(file);
      } catch (FormatException e) {
        throw new CdsslException(CdsslException.Kind.DATA, e.getMessage(), e);
      } catch (IOException e) {
        throw refusal(root, "lacks " + root.relativize(file));
      }
      for (ShardIndex.Item item : shard.index().items()) {
        byKey.put(item.key(), new Place(shard, item));
      }
    }
    return byKey;
  }

  private static void refuse(Path root, List<ImageEntry> entries, String what) {
    if (!entries.isEmpty()) {
      List<String> first =
          entries.subList(0, Math.min(NAMED, entries.size())).stream().map(ImageEntry::id).toList();
      throw refusal(
          root,
          entries.size()
              + (entries.size() == 1 ? " image" : " images")
              + " of the configuration "
              + what
              + ": "
              + String.join(", ", first)
              + (entries.size() > NAMED ? ", ..." : ""));
    }
  }

  private static CdsslException refusal(Path root, String what) {
    return CdsslException.data(
        "cache "
            + root
            + ": "
            + what
            + "; run cdssl prepare CONFIG --out "
            + root
            + ", which does only what is missing");
  }

  /// An image of the cache; nothing of its voxels is read yet.
  ///
  /// @throws IOException with the reason where it is in quarantine
  @Override
  public PreparedImage decode(ImageEntry entry) throws IOException {
    Place place = places.get(entry.id());
    if (place == null) {
      throw new IOException(entry.file() + ": is not in the cache");
    }
    ShardIndex.Item item = place.item();
    if (item.isBad()) {
      throw new IOException(item.bad());
    }
    return new PreparedImage(
        entry.id(),
        item.flat(),
        item.nx(),
        item.ny(),
        item.nz(),
        new ChunkedGrid(place.shard(), item, () -> repair(entry, place)));
  }

  /// Prepares an image with a damaged chunk from its file: the same voxels, in memory.
  private PreparedImage repair(ImageEntry entry, Place place) {
    say.accept(
        place.shard().file()
            + ": a chunk of "
            + entry.id()
            + " is damaged, the image is read from its file; cdssl prepare --verify mends the"
            + " cache");
    SourcePlan source = plan.byKind().get(SourcePlan.kind(entry));
    PreparedImage image;
    try {
      image = loader.decode(entry, source.preparation());
    } catch (IOException | RuntimeException e) {
      throw new CdsslException(
          CdsslException.Kind.DATA,
          entry.id()
              + ": a chunk of it in the cache is damaged and its file cannot be used: "
              + e.getMessage(),
          e);
    }
    ShardIndex.Item item = place.item();
    if (image.nx() != item.nx() || image.ny() != item.ny() || image.nz() != item.nz()) {
      throw CdsslException.data(
          entry.id() + ": its file changed since the cache was made; run cdssl prepare again");
    }
    short[] values = image.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = source.storage().kept(values[i]);
    }
    return new PreparedImage(entry.id(), image.flat(), image.nx(), image.ny(), image.nz(), values);
  }
}
