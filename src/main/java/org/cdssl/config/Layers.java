package org.cdssl.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.config.YamlTree.Entry;
import org.cdssl.config.YamlTree.Mapping;
import org.cdssl.config.YamlTree.Scalar;
import org.cdssl.config.YamlTree.Sequence;

/// Lays a file over the files it extends, down to the base preset, and overrides over the file.
/// Sections merge key by key; lists and single values replace what lies below.
final class Layers {
  private static final String PRESET = "preset ";
  private static final String EXTENDS = "extends";
  private static final int TOP = 1000;
  private static final long MAX_BYTES = 4 << 20;
  private static final Pattern OVERRIDE =
      Pattern.compile("([A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*)=(.*)", Pattern.DOTALL);

  private final Problems problems;
  private final Path workingDirectory;
  private final Schema<?> schema;
  private final String underlay;
  private final Deque<String> open = new ArrayDeque<>();

  /// @param underlay text of sections that lie over those of the paper's preset; may be empty
  Layers(Problems problems, Path workingDirectory, Schema<?> schema, String underlay) {
    this.problems = problems;
    this.workingDirectory = workingDirectory;
    this.schema = schema;
    this.underlay = underlay;
  }

  /// The merged tree of a file and all it extends.
  YamlTree file(Path file) {
    return file(file, new Place(file.toString(), 0, workingDirectory, TOP), TOP);
  }

  /// The merged tree of a text that may extend presets.
  YamlTree text(String name, String text) {
    return document(text, new Place(name, 0, workingDirectory, TOP), "text " + name);
  }

  /// The merged tree of a preset.
  YamlTree preset(String name) {
    return preset(name, TOP);
  }

  /// The merged tree of a configuration that stands inside another file.
  YamlTree section(Mapping mapping) {
    Map<String, Entry> own = new LinkedHashMap<>(mapping.entries());
    Entry parent = own.remove(EXTENDS);
    Place place = parent == null ? mapping.place() : parent.value().place();
    return merge(below(parent, place), new Mapping(own, mapping.place()));
  }

  private YamlTree file(Path file, Place mentioned, int layer) {
    Path absolute = workingDirectory.resolve(file).toAbsolutePath().normalize();
    if (open.contains(absolute.toString())) {
      problems.add(mentioned, EXTENDS, "goes round in a circle, " + file + " extends itself");
      return preset(schema.base(), 0);
    }
    Path folder = absolute.getParent() == null ? workingDirectory : absolute.getParent();
    String name = mentioned.source().equals(file.toString()) ? "" : file + ": ";
    try {
      if (Files.isDirectory(absolute) || Files.size(absolute) > MAX_BYTES) {
        problems.add(mentioned, "", name + "is a folder or too large, expected a small YAML file");
        return preset(schema.base(), 0);
      }
      String text = Files.readString(absolute, StandardCharsets.UTF_8);
      if (text.startsWith("\uFEFF")) {
        text = text.substring(1); // byte order mark of Windows editors
      }
      return document(text, new Place(file.toString(), 0, folder, layer), absolute.toString());
    } catch (MalformedInputException e) {
      problems.add(mentioned, "", name + "is not UTF-8 text");
    } catch (IOException e) {
      boolean exists = Files.exists(absolute);
      problems.add(mentioned, "", name + (exists ? "cannot be read" : "no such file"));
    }
    return preset(schema.base(), 0);
  }

  private YamlTree preset(String name, int layer) {
    String text =
        Presets.text(name).orElseThrow(() -> new IllegalStateException("no preset " + name));
    Place place = new Place(name + " (built in)", 0, workingDirectory, layer);
    return document(text, place, PRESET + name);
  }

  private YamlTree document(String text, Place place, String identity) {
    open.push(identity);
    Optional<YamlTree> read = YamlReader.read(text, place, problems);
    YamlTree top = read.orElse(new Mapping(Map.of(), place.at(1)));
    Mapping mapping = top instanceof Mapping m ? m : new Mapping(Map.of(), place.at(1));
    if (!(top instanceof Mapping)) {
      problems.add(top.place(), "", "expected keys like training:, found " + top.found());
    }
    Map<String, Entry> own = new LinkedHashMap<>(mapping.entries());
    Entry parent = own.remove(EXTENDS);
    Mapping stated = new Mapping(own, mapping.place());
    YamlTree result = merge(lower(identity, parent, place), stated);
    open.pop();
    return result;
  }

  /// What lies below a document: nothing below the paper's preset, the sections they share with it
  /// below the bases of other kinds.
  private YamlTree lower(String identity, Entry parent, Place place) {
    if (!identity.equals(PRESET + schema.base())) {
      return below(parent, place);
    }
    Mapping nothing = new Mapping(Map.of(), place.at(1));
    if (schema.base().equals(Presets.BASE)) {
      return nothing;
    }
    Place paper = new Place(Presets.BASE + " (built in)", 0, workingDirectory, 0);
    Optional<YamlTree> all =
        YamlReader.read(Presets.text(Presets.BASE).orElseThrow(), paper, problems);
    Map<String, Entry> shared = new LinkedHashMap<>();
    if (all.orElse(nothing) instanceof Mapping mapping) {
      shared.putAll(mapping.entries());
    }
    shared.keySet().retainAll(schema.sharedSections());
    Place card = new Place("card of the encoder", -1, workingDirectory, 0);
    YamlTree over =
        underlay.isEmpty() ? nothing : YamlReader.read(underlay, card, problems).orElse(nothing);
    return merge(new Mapping(shared, paper), over);
  }

  private YamlTree below(Entry parent, Place place) {
    int layer = place.layer() - 1;
    if (parent == null) {
      return preset(schema.base(), 0);
    }
    Place where = parent.value().place();
    if (!(parent.value() instanceof Scalar scalar) || scalar.isNull()) {
      problems.add(where, EXTENDS, "expected a file name, found " + parent.value().found());
      return preset(schema.base(), 0);
    }
    try {
      Path named = Path.of(scalar.text());
      Path beside = place.base().resolve(named);
      if (Files.isRegularFile(beside)) {
        return file(shown(place, named, beside), where, layer);
      }
    } catch (InvalidPathException e) {
      problems.add(where, EXTENDS, "not a path: " + e.getReason());
      return preset(schema.base(), 0);
    }
    String name = presetName(scalar.text());
    if (!schema.presets().contains(name)) {
      problems.add(
          where,
          EXTENDS,
          "no file '"
              + scalar.text()
              + "' beside this one and no preset of that name (there are "
              + String.join(", ", schema.presets())
              + ")");
      return preset(schema.base(), 0);
    }
    if (open.contains(PRESET + name)) {
      problems.add(where, EXTENDS, "goes round in a circle, " + name + " extends itself");
      return preset(schema.base(), 0);
    }
    return preset(name, name.equals(schema.base()) ? 0 : layer);
  }

  /// A preset names others as they lie beside it: `tables.yaml` in `experiments/table1.yaml`.
  private String presetName(String text) {
    String name = text.endsWith(".yaml") ? text : text + ".yaml";
    String by = open.isEmpty() ? "" : open.peek();
    if (by.startsWith(PRESET)) {
      String preset = by.substring(PRESET.length());
      String beside = preset.substring(0, preset.lastIndexOf('/') + 1) + name;
      if (schema.presets().contains(beside)) {
        return beside;
      }
    }
    return name;
  }

  /// How messages name an extended file: as the extending file was named, if that was relative.
  private Path shown(Place place, Path named, Path beside) {
    Path parent = Path.of(place.source()).getParent();
    if (named.isAbsolute() || Path.of(place.source()).isAbsolute()) {
      return beside.normalize();
    }
    return (parent == null ? named : parent.resolve(named)).normalize();
  }

  /// What `upper` states, over `lower`.
  static YamlTree merge(YamlTree lower, YamlTree upper) {
    if (lower instanceof Mapping && upper instanceof Scalar scalar && scalar.isNull()) {
      return lower; // a section without keys states nothing
    }
    if (!(lower instanceof Mapping below) || !(upper instanceof Mapping above)) {
      return upper;
    }
    Map<String, Entry> entries = new LinkedHashMap<>(below.entries());
    above
        .entries()
        .forEach((name, entry) -> {
          Entry under = entries.get(name);
          entries.put(
              name,
              under == null
                  ? entry
                  : new Entry(entry.keyPlace(), merge(under.value(), entry.value())));
        });
    return new Mapping(entries, above.place());
  }

  /// Lays `key=value` over a tree; the value is YAML, list elements are named by their index.
  YamlTree override(YamlTree tree, String override) {
    Place place = new Place("--set " + override, -1, workingDirectory, TOP + 1);
    Matcher matcher = OVERRIDE.matcher(override);
    if (!matcher.matches()) {
      problems.add(place, "", "expected key=value like training.batchSize=8");
      return tree;
    }
    int before = problems.count();
    YamlTree value =
        YamlReader.read(matcher.group(2), place, problems).orElse(new Scalar("", false, place));
    List<String> key = List.of(matcher.group(1).split("\\.", -1));
    return problems.count() > before ? tree : place(tree, key, 0, value, place);
  }

  private YamlTree place(YamlTree tree, List<String> key, int depth, YamlTree value, Place place) {
    if (depth == key.size()) {
      return merge(tree, value);
    }
    String name = key.get(depth);
    String parent = String.join(".", key.subList(0, depth));
    if (tree instanceof Mapping mapping) {
      Map<String, Entry> entries = new LinkedHashMap<>(mapping.entries());
      Entry entry = entries.get(name);
      YamlTree inner = entry == null ? nothing(key, depth + 1, place) : entry.value();
      entries.put(name, new Entry(place, place(inner, key, depth + 1, value, place)));
      return new Mapping(entries, mapping.place());
    }
    if (tree instanceof Sequence sequence) {
      int size = sequence.items().size();
      int index = name.matches("[0-9]{1,6}") ? Integer.parseInt(name) : -1;
      if (index < 0 || index >= size) {
        String range = size == 0 ? "is empty" : "has elements 0 to " + (size - 1);
        problems.add(place, parent, "is a list and " + range + ", found '" + name + "'");
        return tree;
      }
      List<YamlTree> items = new ArrayList<>(sequence.items());
      items.set(index, place(items.get(index), key, depth + 1, value, place));
      return new Sequence(List.copyOf(items), sequence.place());
    }
    problems.add(place, parent, "is a single value and has no key '" + name + "'");
    return tree;
  }

  /// What an override finds where nothing was stated: an empty section on the way, else nothing.
  private static YamlTree nothing(List<String> key, int depth, Place place) {
    return depth < key.size() ? new Mapping(Map.of(), place) : new Scalar("", true, place);
  }
}
