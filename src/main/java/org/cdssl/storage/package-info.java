/// Files that appear whole or not at all, and are on the disk when the call that writes them
/// returns. Used by all that writes: images, runs, checkpoints, tables.
package org.cdssl.storage;
