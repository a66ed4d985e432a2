package org.cdssl.training.checkpoint;

import java.io.IOException;

/// Writes the files of one checkpoint.
@FunctionalInterface
public interface MemberWriter {
  void write(Members members) throws IOException;
}
