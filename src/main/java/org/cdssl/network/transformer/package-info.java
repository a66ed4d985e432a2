/// The pyramid transformer in 3D: PVT-small, inflated, and the 3D branch of UniMiSS. METHOD C.3.
package org.cdssl.network.transformer;
