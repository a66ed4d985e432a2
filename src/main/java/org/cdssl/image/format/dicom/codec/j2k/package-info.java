/// JPEG 2000 Part 1 (ITU-T T.800), the decoder.
///
/// Written for this project: the only JPEG 2000 library for Java is JJ2000 in several wrappings,
/// all under a licence that does not go with Apache-2.0 and none with bounds against damaged data.
package org.cdssl.image.format.dicom.codec.j2k;
