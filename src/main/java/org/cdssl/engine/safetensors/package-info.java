/// Reading and writing of safetensors files: eight bytes of little-endian header length, a JSON
/// header, then the raw little-endian data of the tensors without gaps. Weights and optimiser state
/// leave and enter the project in this form, so the writer is about speed (it streams the memory of
/// the tensors) and the reader about distrust (nothing in the header is believed before it is
/// checked against the file). Pure Java; knows nothing of libtorch.
package org.cdssl.engine.safetensors;
