package org.cdssl.collection;

/// A file that could not be read twice in a row and is left out (P13).
///
/// @param entry which
/// @param reason why, one line that names the file
public record Quarantined(ImageEntry entry, String reason) {}
