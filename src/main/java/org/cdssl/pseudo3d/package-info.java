/// The pseudo-3D transform of CDSSL-P3D, paper Eq. 3, and nothing else.
///
/// A k×k window slides over a grey image; its k² values become a depth axis, so that a flat image
/// can go through a 3D encoder. Slice d = i·k + j is the image shifted by (i, j) and subsampled by
/// the stride. [org.cdssl.pseudo3d.PseudoVolume] writes that volume out;
/// [org.cdssl.pseudo3d.SampledPseudoVolume] computes the resized network input straight from the
/// image and is what training uses. Arrays are C-ordered `[D, H, W]` as the tensors are. Facts and
/// decisions: METHOD A.
package org.cdssl.pseudo3d;
