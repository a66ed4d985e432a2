/// NumPy's array files: `.npy` (versions 1 to 3) and `.npz` archives of them, as MedMNIST is
/// published.
///
/// Source: the `numpy.lib.format` specification.
package org.cdssl.image.format.numpy;
