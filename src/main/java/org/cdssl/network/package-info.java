/// Encoder, decoder and the layers they are made of. Layers are plain classes that register tensors
/// in [org.cdssl.engine.Weights]; `forward` is plain Java.
package org.cdssl.network;
