/// Self-supervised tasks behind [org.cdssl.pretext.Pretext]. A method is one package below and one
/// line in [org.cdssl.pretext.Pretexts].
package org.cdssl.pretext;
