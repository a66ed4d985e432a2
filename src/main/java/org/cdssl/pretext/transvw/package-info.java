/// TransVW: restore perturbed crops, and tell which visual word they are instances of. METHOD D.3.
package org.cdssl.pretext.transvw;
