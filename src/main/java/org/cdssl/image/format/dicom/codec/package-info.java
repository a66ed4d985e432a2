/// The compressed forms of DICOM pixel data, as decoders from bytes to sample planes. They know
/// nothing of DICOM. Damage shows as a [org.cdssl.image.format.dicom.codec.CodecException] and
/// nothing else; no size is believed before it equals the size that the caller expects.
package org.cdssl.image.format.dicom.codec;
