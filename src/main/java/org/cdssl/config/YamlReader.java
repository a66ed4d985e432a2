package org.cdssl.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cdssl.config.YamlTree.Entry;
import org.cdssl.config.YamlTree.Mapping;
import org.cdssl.config.YamlTree.Scalar;
import org.cdssl.config.YamlTree.Sequence;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// YAML text to [YamlTree]. Constructs no objects; bounded in size, depth and aliases, so that a
/// hostile file costs nothing.
final class YamlReader {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_NODES = 100_000;

  private static final String TOO_BIG = "nested too deeply or too large for a configuration";

  private final Place file;
  private final Problems problems;
  private int nodes;

  private YamlReader(Place file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /// Reads one document. Empty where the text holds nothing or is not YAML (then reported).
  static Optional<YamlTree> read(String text, Place file, Problems problems) {
    return new YamlReader(file, problems).read(text);
  }

  private Optional<YamlTree> read(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.source())
            .setCodePointLimit(MAX_CHARACTERS)
            .setMaxAliasesForCollections(50)
            .build();
    try {
      boundDepth(settings, text);
      return new Compose(settings).composeString(text).map(node -> tree(node, "", 0));
    } catch (TooBig e) {
      problems.add(file, "", e.getMessage());
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
      problems.add(lineOf(line), "", "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      String message = String.valueOf(e.getMessage());
      problems.add(file, "", "not valid YAML: " + message.lines().findFirst().orElse(""));
    }
    return Optional.empty();
  }

  /// The composer descends recursively, the parser does not: refuse towers before composing.
  private static void boundDepth(LoadSettings settings, String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw new TooBig(TOO_BIG);
      }
    }
  }

  private YamlTree tree(Node node, String key, int depth) {
    if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
      throw new TooBig(TOO_BIG);
    }
    Place place = place(node);
    return switch (node) {
      case ScalarNode scalar -> new Scalar(scalar.getValue(), scalar.isPlain(), place);
      case SequenceNode sequence -> {
        List<YamlTree> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(tree(item, join(key, String.valueOf(items.size())), depth + 1));
        }
        yield new Sequence(List.copyOf(items), place);
      }
      case MappingNode mapping -> mapping(mapping, key, place, depth);
      default -> throw new TooBig("holds a YAML node of an unknown kind");
    };
  }

  private Mapping mapping(MappingNode mapping, String key, Place place, int depth) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place keyPlace = place(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        problems.add(keyPlace, key, "a key must be a plain word");
        continue;
      }
      String path = join(key, name.getValue());
      Entry entry = new Entry(keyPlace, tree(tuple.getValueNode(), path, depth + 1));
      Entry before = entries.putIfAbsent(name.getValue(), entry);
      if (before != null) {
        String line = before.keyPlace().line() > 0 ? " in line " + before.keyPlace().line() : "";
        problems.add(keyPlace, path, "duplicate key, given already" + line);
      }
    }
    return new Mapping(entries, place);
  }

  private Place place(Node node) {
    return lineOf(node.getStartMark().map(m -> m.getLine() + 1).orElse(0));
  }

  /// An override has no lines.
  private Place lineOf(int line) {
    return file.line() < 0 ? file : file.at(line);
  }

  static String join(String key, String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  private static final class TooBig extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooBig(String message) {
      super(message);
    }
  }
}
