/// What `cdssl bench` measures: steps, views and pseudo-3D, side by side in one process.
package org.cdssl.training.bench;
