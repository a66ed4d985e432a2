/// 3D segmentation (METHOD E.2, C.2): cases on their grid, patches, the skip U-Net's loss, sliding
/// windows in bounded memory, scores in the original grid.
package org.cdssl.transfer.segmentation;
