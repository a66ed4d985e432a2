/// What an encoder is good for: fine-tuning, probes, metrics and prediction.
package org.cdssl.transfer;
