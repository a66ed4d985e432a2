package org.cdssl.config;

import java.util.List;

/// UniMiSS (METHOD D.6): the decoder whose class token is compared. Head, teacher and temperatures
/// are those of `pretext.dino`. Lists have one entry for each of the three levels, coarse to fine.
///
/// @param decoderDepths blocks
/// @param decoderHeads attention heads
public record UniMissConfig(List<Integer> decoderDepths, List<Integer> decoderHeads) {}
