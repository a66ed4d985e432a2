package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;

/// What `inspect` can say about one kind of file or folder. A new kind is a class of this interface
/// and its line in [InspectCommand].
interface Inspector {
  /// Whether this kind is meant. Decided by the name alone (and, for a folder, by what lies in it),
  /// so that a damaged file is still told as what it should be.
  boolean accepts(Path path);

  /// Looks at it whole.
  ///
  /// @throws IOException where it cannot be read or is damaged; the message is one line with its
  ///   name
  Inspection inspect(Path path) throws IOException;
}
