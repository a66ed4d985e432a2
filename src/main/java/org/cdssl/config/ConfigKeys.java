package org.cdssl.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// The dotted keys of a configuration record, in the order of its components. Keys of the elements
/// of a list of sections have `*` for the index (`data.sources.*.path`).
public final class ConfigKeys {
  private ConfigKeys() {}

  /// Keys of the leaves: `training.batchSize`, not `training`.
  public static List<String> of(Class<? extends Record> type) {
    List<String> keys = new ArrayList<>();
    collect(type, "", keys);
    return List.copyOf(keys);
  }

  private static void collect(Class<?> type, String prefix, List<String> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = YamlReader.join(prefix, component.getName());
      if (isSection(component.getType())) {
        collect(component.getType(), key, keys);
      } else if (component.getGenericType() instanceof ParameterizedType list
          && list.getActualTypeArguments()[0] instanceof Class<?> element
          && isSection(element)) {
        collect(element, key + ".*", keys);
      } else {
        keys.add(key);
      }
    }
  }

  /// Whether a type is written as a section of its own rather than as one value.
  static boolean isSection(Class<?> type) {
    return type.isRecord() && type != Size3.class && type != Range.class;
  }
}
