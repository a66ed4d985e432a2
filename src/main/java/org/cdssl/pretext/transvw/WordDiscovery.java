package org.cdssl.pretext.transvw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.config.AugmentationConfig;
import org.cdssl.config.ConfigWriter;
import org.cdssl.config.DiscoveryConfig;
import org.cdssl.config.InputConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.image.PreparedImage;
import org.cdssl.pretext.Preparation;
import org.cdssl.view.ImagePool;
import org.cdssl.view.InputMaker;
import org.cdssl.view.ViewRandom;

/// The self-discovery of visual words (METHOD D.3): an auto-encoder learns to restore whole images,
/// its features say which images resemble one another, and [WordSearch] makes words of that. The
/// result is `words.json`; one that was made by the same settings and images, edited or not, is
/// kept.
public final class WordDiscovery implements Preparation {
  public static final String FILE = "words.json";

  private static final long STREAM = 0x776f726473L;

  private final PretrainConfig config;
  private final DiscoveryConfig discovery;

  public WordDiscovery(PretrainConfig config) {
    this.config = config;
    discovery = config.pretext().transvw().discovery();
  }

  @Override
  public boolean run(
      ImagePool flats,
      ImagePool volumes,
      String images,
      Path folder,
      BooleanSupplier stop,
      Consumer<String> say)
      throws IOException {
    Path file = folder.resolve(FILE);
    Map<String, String> asked = asked(images);
    if (Files.exists(file)) {
      if (VisualWords.read(file).asked().equals(asked)) {
        say.accept("visual words: " + file + " is there");
        return true;
      }
      say.accept("visual words: " + file + " was made by other settings or images; found anew");
    }
    Compute compute = Compute.on(config.training().device(), config.training().threads());
    Compute.seed(config.seed());
    AutoEncoder encoder = new AutoEncoder(config.network(), discovery.wholeSize(), compute);
    if (!train(encoder, flats, volumes, stop, say)) {
      return false;
    }
    List<VisualWords.Word> words = new ArrayList<>();
    for (boolean flat : new boolean[] {true, false}) {
      ImagePool pool = flat ? flats : volumes;
      List<float[]> features = features(encoder, pool, stop);
      if (stop.getAsBoolean()) {
        return false;
      }
      long kind = flat ? 2 : 3;
      words.addAll(
          new WordSearch(discovery, config.views(), config.seed(), STREAM, kind)
              .words(pool, features));
    }
    if (words.size() < 2) {
      throw CdsslException.data(
          "only "
              + words.size()
              + " visual words: no place of the images shows enough; raise views.maxAir or lower"
              + " pretext.transvw.discovery.border");
    }
    new VisualWords(VisualWords.FORMAT, asked, words).write(file);
    say.accept(describe(words, file));
    return true;
  }

  private static String describe(List<VisualWords.Word> words, Path file) {
    int cubes = words.stream().mapToInt(w -> w.cubes().size()).sum();
    return "visual words: " + words.size() + " with " + cubes + " cubes in " + file;
  }

  /// What decides the words.
  private Map<String, String> asked(String images) {
    Map<String, String> asked = new TreeMap<>();
    asked.put("images", images);
    asked.put("seed", Long.toString(config.seed()));
    asked.put("heldOut", Double.toString(config.data().heldOut()));
    asked.put("globalSize", config.views().globalSize().toString());
    asked.put("flat", config.views().flat().toString().toLowerCase(Locale.ROOT));
    asked.put("maxAir", Double.toString(config.views().maxAir()));
    asked.put("network", ConfigWriter.tree(config.network()).toString());
    asked.put("pseudo3d", ConfigWriter.tree(config.pseudo3d()).toString());
    asked.put("discovery", ConfigWriter.tree(discovery).toString());
    return asked;
  }

  private boolean train(
      AutoEncoder encoder,
      ImagePool flats,
      ImagePool volumes,
      BooleanSupplier stop,
      Consumer<String> say) {
    InputMaker maker = maker();
    int voxels = discovery.wholeSize().voxels();
    int count = flats.size() + volumes.size();
    int batch = discovery.batchSize();
    float[] inputs = new float[Math.multiplyExact(batch, voxels)];
    int often = Math.max(1, discovery.steps() / 10);
    for (int step = 0; step < discovery.steps(); step++) {
      if (stop.getAsBoolean()) {
        return false;
      }
      ViewRandom random = new ViewRandom(config.seed(), STREAM, step);
      for (int n = 0; n < batch; n++) {
        int i = random.nextInt(count);
        PreparedImage image = i < flats.size() ? flats.get(i) : volumes.get(i - flats.size());
        maker.fixed(image, inputs, n * voxels);
      }
      double error = encoder.step(inputs, discovery.learningRate());
      if (!Double.isFinite(error)) {
        throw new CdsslException(
            CdsslException.Kind.NUMERICAL,
            "the auto-encoder of the visual words has an error of "
                + error
                + " at step "
                + step
                + "; lower pretext.transvw.discovery.learningRate");
      }
      if ((step + 1) % often == 0) {
        say.accept(
            String.format(
                Locale.ROOT,
                "visual words: auto-encoder step %,d of %,d, error %.5f",
                step + 1,
                discovery.steps(),
                error));
      }
    }
    return true;
  }

  private List<float[]> features(AutoEncoder encoder, ImagePool pool, BooleanSupplier stop) {
    InputMaker maker = maker();
    List<float[]> features = new ArrayList<>();
    for (int i = 0; i < pool.size() && !stop.getAsBoolean(); i++) {
      PreparedImage image = pool.get(i);
      float[] input = new float[discovery.wholeSize().voxels()];
      if (image.id().equals(pool.id(i))) {
        maker.fixed(image, input, 0);
        features.add(encoder.feature(input));
      } else {
        features.add(null); // it cannot be read, and another stands in
      }
    }
    return features;
  }

  /// Whole images, intensities in [0,1].
  private InputMaker maker() {
    Size3 size = discovery.wholeSize();
    return new InputMaker(
        new InputConfig(size, config.views().flat(), 0, InputConfig.Normalise.NONE, false),
        config.pseudo3d(),
        AugmentationConfig.NONE,
        config.seed());
  }
}
