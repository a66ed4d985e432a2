package org.cdssl.cli;

import java.util.Map;

/// What was found out about one file: the same facts for people and for scripts.
///
/// @param summary one line for the listing of a folder, without the name
/// @param text lines for people, without the name
/// @param json for scripts: strings, numbers, lists and maps of these, in the order to print
record Inspection(String summary, String text, Map<String, Object> json) {}
