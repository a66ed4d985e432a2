/// UniMiSS: a student and its teacher look at X-rays and at volumes with one transformer that
/// switches its patch embedding. METHOD D.6.
package org.cdssl.pretext.unimiss;
