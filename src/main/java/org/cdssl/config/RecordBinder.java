package org.cdssl.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cdssl.config.YamlTree.Entry;
import org.cdssl.config.YamlTree.Mapping;
import org.cdssl.config.YamlTree.Scalar;
import org.cdssl.config.YamlTree.Sequence;

/// Binds a tree to records, key by component. A value that does not fit is reported and replaced by
/// a stand-in, so that binding and the checks after it go on; [#isBroken] tells which keys hold a
/// stand-in and must not be judged.
final class RecordBinder {
  /// How a choice is written that is left to the program.
  static final String AUTO = "auto";

  private final Problems problems;
  private final PathText paths;
  private final Map<String, Place> places = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private Set<String> allKeys = Set.of();

  RecordBinder(Problems problems, PathText paths) {
    this.problems = problems;
    this.paths = paths;
  }

  <R extends Record> R bind(YamlTree tree, Class<R> type) {
    allKeys = new LinkedHashSet<>(ConfigKeys.of(type));
    places.put("", tree.place());
    return type.cast(record(type, tree, ""));
  }

  /// Where the value of a key was written; the nearest enclosing key's place if it was not.
  Place place(String key) {
    Place place = places.get(key);
    int dot = key.lastIndexOf('.');
    return place != null ? place : place(dot < 0 ? "" : key.substring(0, dot));
  }

  Map<String, Place> places() {
    return Map.copyOf(places);
  }

  /// Whether the key, or a section it lies in, was reported and holds a stand-in.
  boolean isBroken(String key) {
    if (broken.contains(key)) {
      return true;
    }
    int dot = key.lastIndexOf('.');
    return dot >= 0 && isBroken(key.substring(0, dot));
  }

  private Object record(Class<?> type, YamlTree tree, String key) {
    RecordComponent[] components = type.getRecordComponents();
    if (!(tree instanceof Mapping mapping)) {
      fail(
          tree.place(),
          key,
          "expected a section with keys like "
              + components[0].getName()
              + ", found "
              + tree.found());
      return standIn(type);
    }
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    mapping
        .entries()
        .forEach((name, entry) -> {
          if (!known.contains(name)) {
            problems.add(entry.keyPlace(), YamlReader.join(key, name), unknown(key, name, known));
          }
        });
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(components[i], mapping, YamlReader.join(key, known.get(i)));
    }
    try {
      return construct(type, values);
    } catch (IllegalArgumentException e) {
      fail(tree.place(), key, e.getMessage());
      return standIn(type);
    }
  }

  private Object component(RecordComponent component, Mapping mapping, String key) {
    Entry entry = mapping.entries().get(component.getName());
    Default fallback = component.getAnnotation(Default.class);
    if (entry != null) {
      places.put(key, entry.value().place());
      return value(component.getGenericType(), entry.value(), key, component);
    }
    places.put(key, mapping.place());
    if (fallback != null) {
      Optional<YamlTree> tree = YamlReader.read(fallback.value(), mapping.place().at(-1), problems);
      YamlTree value = tree.orElse(new Scalar("", false, mapping.place()));
      return value(component.getGenericType(), value, key, component);
    }
    fail(mapping.place(), key, "missing value");
    return standIn(component.getType());
  }

  private Object value(Type type, YamlTree tree, String key, RecordComponent component) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(list.getActualTypeArguments()[0], tree, key, component);
    }
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      return optional(optional.getActualTypeArguments()[0], tree, key, component);
    }
    Class<?> raw = (Class<?>) type;
    if (tree instanceof Scalar scalar && scalar.isNull()) {
      fail(tree.place(), key, "missing value: give one, or delete the line to keep the default");
      return standIn(raw);
    }
    if (raw == Range.class) {
      return range(tree, key);
    }
    if (raw == Size3.class) {
      return size(tree, key);
    }
    if (raw.isRecord()) {
      return record(raw, tree, key);
    }
    if (raw == Inline.class) {
      return inline(tree, key);
    }
    return scalar(raw, tree, key, component);
  }

  private Inline inline(YamlTree tree, String key) {
    if (tree instanceof Mapping mapping) {
      return new Inline(mapping);
    }
    fail(tree.place(), key, "expected a configuration with sections, found " + tree.found());
    return Inline.EMPTY;
  }

  private Object list(Type element, YamlTree tree, String key, RecordComponent component) {
    if (!(tree instanceof Sequence sequence)) {
      fail(tree.place(), key, "expected a list like [a, b], found " + tree.found());
      return List.of();
    }
    List<Object> items = new ArrayList<>();
    for (YamlTree item : sequence.items()) {
      String itemKey = YamlReader.join(key, String.valueOf(items.size()));
      places.put(itemKey, item.place());
      items.add(value(element, item, itemKey, component));
      if (broken.contains(itemKey) && !isRecord(element)) {
        broken.add(key);
      }
    }
    return List.copyOf(items);
  }

  /// `auto`, or a value of the type.
  private Optional<?> optional(Type type, YamlTree tree, String key, RecordComponent component) {
    if (tree instanceof Scalar scalar && scalar.text().equals(AUTO)) {
      return Optional.empty();
    }
    return Optional.of(value(type, tree, key, component));
  }

  private static boolean isRecord(Type type) {
    return type instanceof Class<?> c && c.isRecord() && c != Size3.class && c != Range.class;
  }

  private Object range(YamlTree tree, String key) {
    if (tree instanceof Sequence sequence && sequence.items().size() == 2) {
      Optional<Double> min = ScalarText.number(sequence.items().get(0));
      Optional<Double> max = ScalarText.number(sequence.items().get(1));
      if (min.isPresent() && max.isPresent()) {
        return new Range(min.get(), max.get());
      }
    }
    fail(
        tree.place(), key, "expected a list of two numbers like [0.3, 1.0], found " + tree.found());
    return standIn(Range.class);
  }

  private Object size(YamlTree tree, String key) {
    if (tree instanceof Scalar scalar) {
      try {
        return Size3.parse(scalar.text());
      } catch (IllegalArgumentException e) {
        fail(tree.place(), key, e.getMessage());
        return standIn(Size3.class);
      }
    }
    fail(tree.place(), key, "expected a size HxWxD like 64x64x32, found " + tree.found());
    return standIn(Size3.class);
  }

  private Object scalar(Class<?> type, YamlTree tree, String key, RecordComponent component) {
    Optional<?> value =
        switch (type.getName()) {
          case "int" -> ScalarText.whole(tree).filter(n -> n.intValue() == n).map(Long::intValue);
          case "long" -> ScalarText.whole(tree);
          case "double" -> ScalarText.number(tree);
          case "boolean" -> ScalarText.truth(tree);
          case "java.lang.Integer" ->
              ScalarText.whole(tree).filter(n -> n.intValue() == n).map(Long::intValue);
          case "java.lang.Double" -> ScalarText.number(tree);
          case "java.lang.String" ->
              component.isAnnotationPresent(FilePath.class)
                  ? path(tree, key, component.getAnnotation(FilePath.class).optional())
                  : ScalarText.text(tree);
          default -> tree instanceof Scalar s ? EnumText.parse(type, s.text()) : Optional.empty();
        };
    if (value.isPresent()) {
      return value.get();
    }
    if (!isBroken(key)) {
      fail(tree.place(), key, "expected " + ScalarText.expected(type) + ", found " + tree.found());
    }
    return standIn(type);
  }

  private Optional<String> path(YamlTree tree, String key, boolean optional) {
    if (optional && tree instanceof Scalar s && s.text().isEmpty()) {
      return Optional.of("");
    }
    if (!(tree instanceof Scalar scalar)) {
      return Optional.empty();
    }
    try {
      return Optional.of(paths.resolve(scalar.text(), tree.place().base()));
    } catch (IllegalArgumentException e) {
      fail(tree.place(), key, e.getMessage());
      return Optional.empty();
    }
  }

  private String unknown(String section, String name, List<String> known) {
    Optional<String> near = Spelling.nearest(name, known);
    if (near.isPresent()) {
      return "unknown key, did you mean " + near.get() + "?";
    }
    Optional<String> elsewhere =
        allKeys.stream().filter(k -> k.endsWith("." + name) || k.equals(name)).findFirst();
    return elsewhere
        .map(k -> "unknown key, did you mean " + k + "?")
        .orElse(
            "unknown key; "
                + (section.isEmpty() ? "the file" : section)
                + " may hold "
                + String.join(", ", known));
  }

  private void fail(Place place, String key, String message) {
    broken.add(key);
    problems.add(place, key, message);
  }

  private static Object construct(Class<?> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }

  /// Any value of the type; never judged, because its key is broken.
  private static Object standIn(Class<?> type) {
    if (type.isRecord()) {
      return construct(
          type, Arrays.stream(type.getRecordComponents()).map(c -> standIn(c.getType())).toArray());
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return switch (type.getName()) {
      case "int", "java.lang.Integer" -> 1;
      case "long" -> 1L;
      case "double", "java.lang.Double" -> 1.0;
      case "boolean" -> false;
      case "java.lang.String" -> "";
      case "java.util.List" -> List.of();
      case "java.util.Optional" -> Optional.empty();
      case "org.cdssl.config.Inline" -> Inline.EMPTY;
      default -> throw new IllegalStateException("no configuration type: " + type.getName());
    };
  }
}
