package org.cdssl.collection.layout;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// The files below a folder.
///
/// Hidden files and folders, `._*` files of macOS and `__MACOSX` are passed over. Nothing outside
/// the root is ever listed (P15): a symbolic link that leads out is skipped with a note, and so is
/// one to a folder or to a file that is listed anyway.
final class FileTree {
  private final Path root;
  private final Predicate<Path> wanted;
  private final BiConsumer<Path, String> notes;

  private final List<FoundFile> files = new ArrayList<>();
  private final TreeMap<Path, Path> links = new TreeMap<>();

  private FileTree(Path root, Predicate<Path> wanted, BiConsumer<Path, String> notes) {
    this.root = root;
    this.wanted = wanted;
    this.notes = notes;
  }

  /// Lists files in the order of their paths.
  ///
  /// @param root folder, a real path
  /// @param wanted told the relative path
  /// @param notes told the relative path of what is skipped and why
  static List<FoundFile> list(Path root, Predicate<Path> wanted, BiConsumer<Path, String> notes)
      throws IOException {
    FileTree tree = new FileTree(root, wanted, notes);
    tree.walk();
    tree.resolveLinks();
    tree.files.sort(Comparator.comparing(FoundFile::path));
    return tree.files;
  }

  private void walk() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || !isHidden(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file)) {
              visit(file, attributes);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            notes.accept(root.relativize(file), "cannot be read: " + failure.getMessage());
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void visit(Path file, BasicFileAttributes attributes) {
    Path relative = root.relativize(file);
    if (attributes.isSymbolicLink()) {
      target(file).ifPresent(target -> links.put(relative, target));
    } else if (wanted.test(relative)) {
      if (attributes.isRegularFile()) {
        files.add(new FoundFile(text(relative), file, attributes.size()));
      } else {
        notes.accept(relative, "is not a regular file");
      }
    }
  }

  private void resolveLinks() throws IOException {
    if (links.isEmpty()) {
      return;
    }
    Set<Path> taken = new HashSet<>();
    files.forEach(f -> taken.add(f.file()));
    for (var link : links.entrySet()) {
      if (taken.add(link.getValue())) {
        long bytes = Files.size(link.getValue());
        files.add(new FoundFile(text(link.getKey()), link.getValue(), bytes));
      } else {
        notes.accept(link.getKey(), "is a link to a file that is listed anyway");
      }
    }
  }

  /// Where a link leads, if it may be followed.
  private Optional<Path> target(Path link) {
    Path relative = root.relativize(link);
    Path target;
    try {
      target = link.toRealPath();
    } catch (IOException e) {
      if (wanted.test(relative)) {
        notes.accept(relative, "is a link that leads nowhere");
      }
      return Optional.empty();
    }
    boolean folder = Files.isDirectory(target);
    if (!folder && !wanted.test(relative)) {
      return Optional.empty();
    }
    if (!target.startsWith(root)) {
      notes.accept(relative, "is a link out of the folder; make its target a source of its own");
      return Optional.empty();
    }
    if (!Files.isRegularFile(target)) {
      notes.accept(relative, "is a link to a folder");
      return Optional.empty();
    }
    return Optional.of(target);
  }

  private static String text(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static boolean isHidden(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || name.equals("__MACOSX");
  }
}
