/// vox2vec: each voxel of the body has an embedding of its own, and knows itself in another crop.
/// METHOD D.5.
package org.cdssl.pretext.vox2vec;
