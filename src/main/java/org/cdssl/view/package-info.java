/// From images to the input of a training step: which images make a batch (`SampleOrder`), which
/// crops are cut from them (`VolumeCrops`, `FlatCrops`), what is done to a crop (the `*Draw`
/// records: drawn first, applied later), and threads that do this ahead of the step (`Batches`).
///
/// Everything is a pure function of (seed, pass through the pool, image, view), whatever the number
/// of threads and whatever step a run starts from (METHOD A.4, B.1, B.3; promises P10, P11). Plain
/// Java on float arrays; nothing here knows of libtorch or of any one pretext task.
package org.cdssl.view;
