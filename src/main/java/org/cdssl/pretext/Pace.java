package org.cdssl.pretext;

/// How fast a parameter learns.
public enum Pace {
  /// At the learning rate of the schedule.
  SCHEDULED,
  /// At the learning rate of the configuration all the time.
  CONSTANT,
  /// Not at all: as if it had no gradient.
  FROZEN
}
