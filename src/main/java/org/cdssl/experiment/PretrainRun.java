package org.cdssl.experiment;

import java.nio.file.Path;
import org.cdssl.config.PretrainConfig;

/// A pre-training that one cell or many stand on.
///
/// @param name for people: the first row that needs it, and its seed
/// @param key of configuration and images
record PretrainRun(String name, String key, PretrainConfig config, Path folder) {}
