package org.cdssl.network.transformer;

import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.TransformerConfig;
import org.cdssl.config.UniMissConfig;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;

/// The network of UniMiSS (Xie et al. 2022, METHOD D.6): encoder and decoder for volumes and for
/// X-rays, with switchable patch embedding. An input with a depth of 1 takes the 2D way.
///
/// Each way has its own stem, patch embeddings, position tables, reductions and transposed
/// convolutions, which is everything that knows how many dimensions there are. Everything that
/// works on tokens (linear layers, layer norms, class token and its links) is the same tensor in
/// both. The 2D tensors are below `flat.`, the 3D and the shared ones below `encoder.` and
/// `decoder.`, so that exporting the encoder drops the 2D tensors.
public final class SwitchableTransformer {
  private static final Pattern OWN =
      Pattern.compile("(stem|patch_embed\\d|up\\d)\\..*|pos_embed\\d|.*\\.attn\\.sr\\..*");

  private final Way volumes;
  private final Way flats;

  private record Way(PyramidTransformer encoder, TokenDecoder decoder) {
    Tensor forward(Tensor x) {
      return decoder.forward(encoder.encode(x));
    }
  }

  /// @param flatSide side of X-rays, which the 2D position tables are made for
  public SwitchableTransformer(
      Weights.Scope scope, NetworkConfig network, UniMissConfig decoder, int flatSide) {
    TransformerConfig config = network.transformer();
    Weights.Scope encoder = scope.in("encoder");
    Weights.Scope tokens = scope.in("decoder");
    volumes =
        new Way(
            new PyramidTransformer(encoder, network), new TokenDecoder(tokens, config, decoder));
    TransformerConfig flat = config.flat(flatSide);
    Weights.Scope twin = scope.in("flat");
    flats =
        new Way(
            new PyramidTransformer(
                twin.in("encoder").sharing(encoder, SwitchableTransformer::isOwn),
                network.channels(),
                flat),
            new TokenDecoder(
                twin.in("decoder").sharing(tokens, SwitchableTransformer::isOwn), flat, decoder));
  }

  private static boolean isOwn(String name) {
    return OWN.matcher(name).matches();
  }

  /// The way of volumes.
  public Encoder encoder() {
    return volumes.encoder();
  }

  /// Width of what [#forward] gives.
  public int width() {
    return volumes.decoder().width();
  }

  /// @param x `[N, 1, D, H, W]`; D = 1 takes the 2D way
  /// @return the decoder's class token `[N, width]`, float32
  public Tensor forward(Tensor x) {
    return (x.size(2) == 1 ? flats : volumes).forward(x);
  }
}
