/// Grids of runs: which cells there are and what they cost, running them resumably, the table they
/// make. A cell is a run of `pretrain` and one of `finetune`; there is no other loop here.
package org.cdssl.experiment;
