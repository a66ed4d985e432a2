/// MetaImage, the format of ITK: a text header (`.mhd`) with its voxels in files beside it, or both
/// in one file (`.mha`).
package org.cdssl.image.format.metaimage;
