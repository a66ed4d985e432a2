/// DICOM: single files of one or more frames, and series of files as one volume.
///
/// Only the few elements of [org.cdssl.image.format.dicom.Tags] are ever kept; everything that
/// names a person, a place or a date is passed over by its length and never becomes an object.
package org.cdssl.image.format.dicom;
