package org.cdssl.collection.layout;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which files of a folder belong to a source.
///
/// Patterns are matched against the path relative to the root: `*` stays inside a folder, `**`
/// crosses folders, and a leading `**/` also matches at the top. Without an include pattern every
/// image file is taken. A file that does not look like an image is taken only by a pattern whose
/// last part says more than "anything" (`*.dcm` and `IM*` do, `*` and `**` do not).
final class GlobFilter {
  private record Glob(String pattern, List<PathMatcher> matchers) {
    boolean matches(Path path) {
      return matchers.stream().anyMatch(m -> m.matches(path));
    }

    boolean namesFiles() {
      String last = pattern.substring(pattern.lastIndexOf('/') + 1);
      return last.chars().anyMatch(Character::isLetterOrDigit);
    }
  }

  private final List<Glob> include;
  private final List<Glob> exclude;
  private final Predicate<Path> isImage;

  GlobFilter(List<String> include, List<String> exclude, Predicate<Path> isImage) {
    this.include = include.stream().map(GlobFilter::glob).toList();
    this.exclude = exclude.stream().map(GlobFilter::glob).toList();
    this.isImage = isImage;
  }

  /// Asks whether it is an image last: that may open the file.
  boolean accepts(Path relative) {
    if (exclude.stream().anyMatch(g -> g.matches(relative))) {
      return false;
    }
    List<Glob> matching = include.stream().filter(g -> g.matches(relative)).toList();
    if (matching.stream().anyMatch(Glob::namesFiles)) {
      return true;
    }
    return (include.isEmpty() || !matching.isEmpty()) && isImage.test(relative);
  }

  private static Glob glob(String pattern) {
    List<PathMatcher> matchers = new ArrayList<>();
    String rest = pattern;
    matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + rest));
    while (rest.startsWith("**/")) {
      rest = rest.substring(3);
      matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + rest));
    }
    return new Glob(pattern, List.copyOf(matchers));
  }
}
