/// PCRLv2: restoration, and agreement across views at several scales of a decoder without skips.
/// METHOD B.4, B.5, B.8.
package org.cdssl.pretext.pcrlv2;
