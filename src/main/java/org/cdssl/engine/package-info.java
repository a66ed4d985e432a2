/// The only helpers around libtorch: device and threads, step scope, gradients off, autocast,
/// weights by name, Adam, tensors to and from Java memory and safetensors, RNG state. Everything
/// that could leak or crash is in here.
package org.cdssl.engine;
