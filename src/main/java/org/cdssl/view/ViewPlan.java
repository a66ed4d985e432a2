package org.cdssl.view;

/// The views that a pretext task wants of one sample.
///
/// @param globals number of large views
/// @param locals number of small views
/// @param targets for how many of the globals the uncorrupted view is kept as restoration target
public record ViewPlan(int globals, int locals, int targets) {}
