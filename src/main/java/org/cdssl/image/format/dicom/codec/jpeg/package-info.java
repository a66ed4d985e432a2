/// The JPEG family in DICOM: sequential DCT of 8 and 12 bits, lossless, and JPEG-LS.
package org.cdssl.image.format.dicom.codec.jpeg;
