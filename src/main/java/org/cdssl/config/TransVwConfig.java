package org.cdssl.config;

/// TransVW (METHOD D.3).
///
/// @param words file of the visual words; empty: `words.json` in the folder of `data.cache`, where
///   `prepare` writes it
/// @param classification weight of the classification of words; the restoration has 1
/// @param hidden channels of the classifier's convolution
/// @param discovery how `prepare` finds the words
public record TransVwConfig(
    @FilePath(optional = true) String words,
    double classification,
    int hidden,
    DiscoveryConfig discovery) {

  /// Where the words are, or empty where no key says so.
  public String file(DataConfig data) {
    return words.isEmpty() && !data.cache().isEmpty()
        ? java.nio.file.Path.of(data.cache(), "words.json").toString()
        : words;
  }
}
