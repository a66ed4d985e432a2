/// DINO: a student matches the sharpened, centred answers of a teacher that is its own running
/// average. METHOD D.1.
package org.cdssl.pretext.dino;
