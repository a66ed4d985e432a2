/// Flat images: PNG of every colour type and depth, JPEG, and a PNG writer.
///
/// Pixels are taken from the decoded samples, never through a colour-managed conversion: a 16-bit
/// X-ray keeps its 16 bits, and gamma and profile chunks change nothing. Colour becomes grey as
/// ITU-R 601 luma, `0.299 R + 0.587 G + 0.114 B`, on the stored values, unrounded. Alpha is
/// ignored: in X-ray archives RGBA is a storage accident with alpha all opaque, and blending with a
/// made-up background would invent intensities.
package org.cdssl.image.format.raster;
