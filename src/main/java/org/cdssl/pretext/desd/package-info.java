/// DeSD: every stage of the student matches the teacher's last. METHOD D.4.
package org.cdssl.pretext.desd;
