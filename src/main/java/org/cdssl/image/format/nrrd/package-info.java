/// NRRD, the format of Teem and 3D Slicer: a text header with its voxels behind it (`.nrrd`) or in
/// files beside it (`.nhdr`).
package org.cdssl.image.format.nrrd;
