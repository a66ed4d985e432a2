/// NIfTI-1 and NIfTI-2 (`.nii`, `.nii.gz`, `.hdr` with `.img`): the header as the standard lays it
/// out, the choice of affine and of scaling as nibabel makes it, and a writer.
///
/// Source: `nifti1.h` and `nifti2.h` of the NIfTI Data Format Working Group.
package org.cdssl.image.format.nifti;
