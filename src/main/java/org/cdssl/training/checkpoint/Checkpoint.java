package org.cdssl.training.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.cdssl.CdsslException;
import org.cdssl.training.checkpoint.Manifest.Member;

/// A checkpoint whose members were all found as they had been written.
public final class Checkpoint {
  private final Path folder;
  private final long step;
  private final Map<String, Member> members;

  Checkpoint(Path folder, long step, Map<String, Member> members) {
    this.folder = folder;
    this.step = step;
    this.members = members;
  }

  public Path folder() {
    return folder;
  }

  /// Optimiser steps done when it was written.
  public long step() {
    return step;
  }

  /// Names of its files, without the manifest.
  public Set<String> members() {
    return Collections.unmodifiableSet(members.keySet());
  }

  /// The file of a member.
  ///
  /// @throws CdsslException where the checkpoint has no such member
  public Path member(String name) {
    if (!members.containsKey(name)) {
      throw CdsslException.data(
          folder + ": has no " + name + "; it was written by another version or another command");
    }
    return folder.resolve(name);
  }

  /// Bytes of all members.
  public long bytes() {
    return members.values().stream().mapToLong(Member::bytes).sum();
  }
}
