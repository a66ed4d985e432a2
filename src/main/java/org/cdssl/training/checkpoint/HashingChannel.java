package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import org.cdssl.Sha256;

/// Passes bytes on and takes their SHA-256 on the way.
final class HashingChannel implements WritableByteChannel {
  private final WritableByteChannel target;
  private final MessageDigest digest = Sha256.digest();
  private long bytes;

  HashingChannel(WritableByteChannel target) {
    this.target = target;
  }

  @Override
  public int write(ByteBuffer data) throws IOException {
    ByteBuffer passed = data.duplicate();
    int count = target.write(data);
    digest.update(passed.limit(data.position()));
    bytes += count;
    return count;
  }

  long bytes() {
    return bytes;
  }

  /// In lower-case hexadecimal; asked for once, at the end.
  String sha256() {
    return Sha256.hex(digest);
  }

  @Override
  public boolean isOpen() {
    return target.isOpen();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
