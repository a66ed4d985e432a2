package org.cdssl;

/// A failure a person can act on. The message says what, which file or key, and what to do next;
/// the kind decides the exit code of the command.
public final class CdsslException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Exit codes of every verb.
  public enum Kind {
    OTHER(1),
    USAGE(2),
    DATA(3),
    NUMERICAL(4),
    DISTRIBUTED(5),
    STOPPED(143);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  public CdsslException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public CdsslException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  public static CdsslException usage(String message) {
    return new CdsslException(Kind.USAGE, message);
  }

  public static CdsslException data(String message) {
    return new CdsslException(Kind.DATA, message);
  }
}
