package org.cdssl.config;

/// A closed range. YAML: a list of two numbers.
public record Range(double min, double max) {}
