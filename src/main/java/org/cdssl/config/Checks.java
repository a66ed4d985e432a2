package org.cdssl.config;

import java.util.Arrays;
import java.util.List;

/// States what must hold between values and reports what does not, at the line of the key. Values
/// that were reported already are not judged again.
final class Checks {
  private final RecordBinder binder;
  private final Problems problems;

  Checks(RecordBinder binder, Problems problems) {
    this.binder = binder;
    this.problems = problems;
  }

  /// Reports `message` unless `holds`. All keys the condition reads are named; the complaint stands
  /// at the key that the user wrote (the first of those in the topmost layer).
  void require(boolean holds, String message, String... keys) {
    if (holds || anyBroken(keys)) {
      return;
    }
    List<String> named = Arrays.asList(keys);
    String blamed = named.getFirst();
    for (String key : named) {
      if (binder.place(key).layer() > binder.place(blamed).layer()) {
        blamed = key;
      }
    }
    problems.add(binder.place(blamed), blamed, message);
  }

  boolean anyBroken(String... keys) {
    return Arrays.stream(keys).anyMatch(binder::isBroken);
  }

  void within(String key, double value, double least, double most) {
    boolean whole = least == Math.rint(least) && most == Math.rint(most);
    String range = whole ? (long) least + " to " + (long) most : least + " to " + most;
    require(value >= least && value <= most, "must be " + range + ", is " + plain(value), key);
  }

  void atLeast(String key, double value, double least) {
    require(value >= least, "must be at least " + plain(least) + ", is " + plain(value), key);
  }

  void above(String key, double value, double limit) {
    require(value > limit, "must be above " + plain(limit) + ", is " + plain(value), key);
  }

  /// In [0, 1).
  void shareBelowOne(String key, double value) {
    require(value >= 0 && value < 1, "must be at least 0 and below 1, is " + plain(value), key);
  }

  /// Both ends ordered and within limits.
  void range(String key, Range range, double least, double most) {
    require(
        range.min() <= range.max(),
        "the first number must not be larger than the second, is " + show(range),
        key);
    require(
        range.min() >= least && range.max() <= most,
        "must lie within " + plain(least) + " to " + plain(most) + ", is " + show(range),
        key);
  }

  /// A list with this many numbers, each at least `least`.
  void list(String key, List<Integer> list, int size, int least) {
    require(list.size() == size, "expected " + size + " numbers, found " + list.size(), key);
    require(
        list.stream().allMatch(n -> n >= least && n <= 4096),
        "each number must be " + least + " to 4096, is " + list,
        key);
  }

  /// A size that can be held in an array.
  void size(String key, Size3 size) {
    long voxels = (long) size.d() * size.h();
    boolean small = voxels <= 1 << 28 && voxels * size.w() <= 1 << 28;
    require(small, "is larger than 2^28 voxels: " + size, key);
  }

  private static String show(Range range) {
    return "[" + plain(range.min()) + ", " + plain(range.max()) + "]";
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
