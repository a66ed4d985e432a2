/// SimSiam: two views predict each other, without negatives and without a teacher. METHOD D.2.
package org.cdssl.pretext.simsiam;
