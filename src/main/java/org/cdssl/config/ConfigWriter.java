package org.cdssl.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Records to YAML: every key, in the order of the components, so that equal configurations give
/// equal text.
public final class ConfigWriter {
  private ConfigWriter() {}

  /// The whole configuration; reading it back gives an equal record.
  public static String write(Record config) {
    StringBuilder out = new StringBuilder();
    section(config, "", out);
    return out.toString();
  }

  /// Dotted key to value, as it stands in YAML; elements of a list of sections by their index.
  static Map<String, String> leaves(Record config) {
    Map<String, String> leaves = new LinkedHashMap<>();
    collect(config, "", leaves);
    return leaves;
  }

  /// The configuration as maps and lists of numbers, switches and texts, in the order of the
  /// components: for JSON, which reads back as YAML.
  public static Map<String, Object> tree(Record config) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      tree.put(component.getName(), plain(get(component, config)));
    }
    return tree;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Range range -> List.of(range.min(), range.max());
      case Size3 size -> size.toString();
      case Record section -> tree(section);
      case List<?> list -> list.stream().map(ConfigWriter::plain).toList();
      case Enum<?> choice -> EnumText.of(choice);
      default -> value;
    };
  }

  private static void section(Record section, String indent, StringBuilder out) {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      Object value = get(component, section);
      out.append(indent).append(component.getName()).append(':');
      if (ConfigKeys.isSection(value.getClass())) {
        out.append('\n');
        section((Record) value, indent + "  ", out);
      } else if (isListOfSections(value)) {
        out.append('\n');
        for (Object item : (List<?>) value) {
          StringBuilder inner = new StringBuilder();
          section((Record) item, indent + "    ", inner);
          out.append(indent).append("  - ").append(inner.substring(indent.length() + 4));
        }
      } else {
        out.append(' ').append(text(component, value)).append('\n');
      }
    }
  }

  private static void collect(Record section, String prefix, Map<String, String> leaves) {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      Object value = get(component, section);
      String key = YamlReader.join(prefix, component.getName());
      if (ConfigKeys.isSection(value.getClass())) {
        collect((Record) value, key, leaves);
      } else if (isListOfSections(value)) {
        int index = 0;
        for (Object item : (List<?>) value) {
          collect((Record) item, key + "." + index++, leaves);
        }
      } else {
        leaves.put(key, text(component, value));
      }
    }
  }

  private static boolean isListOfSections(Object value) {
    return value instanceof List<?> list
        && !list.isEmpty()
        && ConfigKeys.isSection(list.getFirst().getClass());
  }

  private static Object get(RecordComponent component, Record owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static String text(RecordComponent component, Object value) {
    boolean path = component.isAnnotationPresent(FilePath.class);
    return text(path ? PathText.escape((String) value) : value);
  }

  private static String text(Object value) {
    return switch (value) {
      case List<?> list ->
          list.stream().map(ConfigWriter::text).collect(Collectors.joining(", ", "[", "]"));
      case Range range -> "[" + range.min() + ", " + range.max() + "]";
      case Optional<?> choice -> choice.map(c -> text((Object) c)).orElse(RecordBinder.AUTO);
      case Enum<?> choice -> EnumText.of(choice);
      case String string -> quoted(string);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    if (text.matches("[A-Za-z][A-Za-z0-9_]*")
        && !text.matches("(?i)true|false|null|yes|no|on|off|y|n")) {
      return text;
    }
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            default -> {
              if (c < 0x20
                  || c == 0x7f
                  || (c >= 0x80 && c < 0xa0)
                  || c >= 0xfff0
                  || c == 0x2028
                  || c == 0x2029
                  || c == 0xfeff
                  || Character.isSurrogate((char) c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.append((char) c);
              }
            }
          }
        });
    return out.append('"').toString();
  }
}
