/// What a run keeps beside its checkpoints and what watches over it: metrics, provenance, the stop
/// flag that signals raise, and the guards that look at every loss. Pure Java; the training loop
/// asks, these answer.
package org.cdssl.training.run;
