/// Using the encoder: fine-tuning, evaluation, prediction (METHOD E, C.2). A [Task] says what is
/// learnt and how it is judged; the loop, the run folder and the checkpoints know nothing of any
/// one task.
package org.cdssl.transfer;
