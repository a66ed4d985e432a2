package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.Weights;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.engine.safetensors.TensorEntry;

/// Copies the encoder of a file into a network, name by name, and accounts for every tensor (P21).
/// Nothing is ever kept at random in silence: less than all of the encoder is an error.
public final class EncoderLoading {
  private static final String OWN = "encoder.";

  /// What other programs put before the names of ResNet's tensors; stripped as often as needed.
  private static final List<String> PREFIXES =
      List.of("module.", "model.", "encoder.", "backbone.", "network.", "net.", "resnet.");

  /// Counts of batch normalisation, which older files lack and nothing uses.
  private static final String COUNTER = "num_batches_tracked";

  private EncoderLoading() {}

  /// Loads into the tensors below `encoder.`.
  ///
  /// @param allowPartial whether less than all of the encoder will do
  /// @return what became of every tensor
  /// @throws CdsslException DATA with the list of what does not fit
  public static LoadReport load(
      Path file, Weights weights, ChannelFit channels, boolean allowPartial) throws IOException {
    Map<String, Tensor> encoder = new LinkedHashMap<>();
    weights
        .all()
        .forEach((name, tensor) -> {
          if (name.startsWith(OWN)) {
            encoder.put(name.substring(OWN.length()), tensor);
          }
        });
    try (SafetensorsFile open = SafetensorsFile.open(file)) {
      Map<String, String> names = names(open, encoder);
      List<String> fitted = fit(open, encoder, names, channels);
      Map<String, Tensor> rest = new LinkedHashMap<>(encoder);
      rest.keySet().removeAll(fitted);
      StateDict.LoadReport plain = StateDict.load(open, rest, names);
      LoadReport report = report(file, plain, names, fitted, channels);
      if (!report.encoderComplete() && !allowPartial) {
        throw CdsslException.data(
            report.describe()
                + "\n  The network must be the one that was trained: correct the network section,"
                + " take a file with a card, or pass --allow-partial to keep random weights for"
                + " the rest");
      }
      return report;
    }
  }

  /// Name in the file by name wanted.
  private static Map<String, String> names(SafetensorsFile file, Map<String, Tensor> encoder) {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, Integer> lengths = new LinkedHashMap<>();
    for (String name : file.tensors().keySet()) {
      String bare = name;
      while (!encoder.containsKey(bare)) {
        String prefix = prefixOf(bare);
        if (prefix.isEmpty()) {
          break;
        }
        bare = bare.substring(prefix.length());
      }
      int stripped = name.length() - bare.length();
      if (encoder.containsKey(bare) && stripped < lengths.getOrDefault(bare, Integer.MAX_VALUE)) {
        names.put(bare, name);
        lengths.put(bare, stripped);
      }
    }
    return names;
  }

  private static String prefixOf(String name) {
    return PREFIXES.stream().filter(name::startsWith).findFirst().orElse("");
  }

  /// Loads kernels that differ in the number of input channels alone, if asked to.
  private static List<String> fit(
      SafetensorsFile file,
      Map<String, Tensor> encoder,
      Map<String, String> names,
      ChannelFit channels)
      throws IOException {
    List<String> fitted = new ArrayList<>();
    if (channels == ChannelFit.NONE) {
      return fitted;
    }
    for (Map.Entry<String, Tensor> want : encoder.entrySet()) {
      String name = names.get(want.getKey());
      if (name == null) {
        continue;
      }
      TensorEntry entry = file.entry(name);
      long[] shape = StateDict.shape(want.getValue());
      long[] other = entry.shape().clone();
      if (shape.length != 5 || other.length != 5 || other[1] == shape[1]) {
        continue;
      }
      other[1] = shape[1];
      if (!java.util.Arrays.equals(shape, other)) {
        continue;
      }
      try (StepScope scope = StepScope.open();
          Grad off = Grad.disabled()) {
        Tensor whole = torch.empty(entry.shape());
        StateDict.load(file, Map.of(want.getKey(), whole), names);
        want.getValue().copy_(channels.apply(whole, shape[1]));
      }
      fitted.add(want.getKey());
    }
    return fitted;
  }

  private static LoadReport report(
      Path file,
      StateDict.LoadReport plain,
      Map<String, String> names,
      List<String> fitted,
      ChannelFit channels) {
    List<String> matched = new ArrayList<>(plain.matched());
    matched.addAll(fitted);
    List<String> missing = new ArrayList<>(plain.missing());
    missing.removeIf(name -> name.endsWith(COUNTER));
    List<String> unexpected = new ArrayList<>(plain.unexpected());
    unexpected.removeAll(fitted.stream().map(names::get).toList());
    Map<String, Integer> prefixes = new TreeMap<>();
    for (String name : matched) {
      String inFile = names.get(name);
      prefixes.merge(inFile.substring(0, inFile.length() - name.length()), 1, Integer::sum);
    }
    prefixes.remove("");
    List<String> notes = new ArrayList<>();
    prefixes.forEach((prefix, n) -> notes.add(n + " names without their prefix " + prefix));
    fitted.forEach(name -> notes.add(name + ": input channels fitted by " + channels));
    long counters = plain.missing().stream().filter(name -> name.endsWith(COUNTER)).count();
    if (counters > 0) {
      notes.add(counters + " counters " + COUNTER + " are not in the file and begin at 0");
    }
    return new LoadReport(file.toString(), matched, missing, unexpected, plain.mismatched(), notes);
  }
}
