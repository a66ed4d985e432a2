/// Quick looks at an encoder: linear and nearest-neighbour probes on its frozen features.
package org.cdssl.transfer.probe;
