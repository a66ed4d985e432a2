/// Looks at every image of a collection before any work: one pass over each file gives its
/// [FileFacts], kept in a [Journal]; rules turn facts into graded [Finding]s.
package org.cdssl.collection.check;
