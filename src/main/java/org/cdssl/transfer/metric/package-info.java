/// Metrics of classification and what can be said of them with confidence: intervals over subjects,
/// tests between two runs, intervals over seeds. Pure Java.
///
/// A metric of a set of rows is a [Metric]: a function of how often each row counts. Counting every
/// row once gives the value, counting rows as a draw of subjects has them gives a replicate of the
/// bootstrap; nothing is sorted or copied again for it.
package org.cdssl.transfer.metric;
