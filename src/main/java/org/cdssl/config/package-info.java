/// What a run is told: records with one component a key, YAML files that state what differs from a
/// preset, overrides from the command line. A file is read to a tree that remembers the line of
/// every value ([YamlReader]), laid over what it extends ([Layers]), bound to the records
/// ([RecordBinder]) and checked ([PretrainChecks]); every problem found on the way is reported at
/// once, with file and line, before any image is opened.
package org.cdssl.config;
