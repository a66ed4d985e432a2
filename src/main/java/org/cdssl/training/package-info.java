/// The pre-training loop ([org.cdssl.training.Pretraining], to be read top to bottom) and what
/// surrounds a step: schedule, guards, held-out scores, pictures, the run folder and its
/// checkpoints.
package org.cdssl.training;
