/// From folders on disk to the images that training draws: scanners list what is there
/// ([CollectionScan], [Manifest]), subjects are held out ([SubjectSplit]), and a [MemoryPool]
/// decodes images ([ImageLoader]), keeps what fits and quarantines what cannot be read.
package org.cdssl.collection;
