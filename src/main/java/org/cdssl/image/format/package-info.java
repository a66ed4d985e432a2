/// Reading and writing image files, one package a format.
///
/// Everything here treats a file as hostile: sizes that a header claims are believed only as far as
/// the bytes behind it can back them, compressed data is read to its declared size plus one byte,
/// and nothing but [org.cdssl.image.format.FormatException] (or `IOException` for the disk itself)
/// escapes. [org.cdssl.image.format.ImageFiles] is the way in; a further format is an
/// [org.cdssl.image.format.ImageReader] found through `java.util.ServiceLoader`.
package org.cdssl.image.format;
