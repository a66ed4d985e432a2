package org.cdssl.pretext.transvw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.image.PreparedImage;
import org.cdssl.pretext.transvw.VisualWords.Cube;
import org.cdssl.pretext.transvw.VisualWords.Word;
import org.cdssl.view.Box;
import org.cdssl.view.ImagePool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// METHOD D.3, G-T1.
class WordDiscoveryTest {
  @TempDir Path folder;

  private static PretrainConfig config(String... overrides) {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "pretext.method=transvw",
                "network.widths=[8,8,16,16]",
                "network.blocks=[1,1,1,1]",
                "network.stemKernel=[3,3,3]",
                "network.decoderWidths=[8,8,8,8,8]",
                "pretext.transvw.discovery.wholeSize=16x16x16",
                "pretext.transvw.discovery.steps=3",
                "pretext.transvw.discovery.instances=5",
                "views.globalSize=8x8x8",
                "training.threads=1"));
    keys.addAll(List.of(overrides));
    return new ConfigLoader().preset("tiny.yaml", keys, ConfigLoader.Use.SETTINGS).config();
  }

  /// Two kinds of volumes: smooth blobs in the one, stripes in the other, in turns.
  private static ImagePool volumes(int count) {
    List<PreparedImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int n = 24;
      short[] values = new short[n * n * n];
      for (int v = 0; v < values.length; v++) {
        double x = v % n - 11 - i % 4;
        double y = v / n % n - 12;
        double z = v / (n * n) - 12;
        double blob = Math.exp(-(x * x + y * y + z * z) / (90 + 8 * i));
        double value = i % 2 == 0 ? blob : 0.5 + 0.45 * Math.sin(0.9 * (v % n) + 0.1 * i);
        values[v] = (short) (int) (65535 * (0.06 + 0.9 * value));
      }
      images.add(new PreparedImage("v" + i, false, n, n, n, values));
    }
    return ImagePool.of(images);
  }

  private VisualWords discover(PretrainConfig config, ImagePool volumes) throws Exception {
    boolean done =
        new WordDiscovery(config)
            .run(ImagePool.of(List.of()), volumes, "sha", folder, () -> false, line -> {});
    assertThat(done).isTrue();
    return VisualWords.read(folder.resolve(WordDiscovery.FILE));
  }

  /// Instances of a word are found in volumes of the reference's own kind.
  @Test
  void neighboursResembleTheReference() throws Exception {
    ImagePool volumes = volumes(10);
    String[] keys = {
      // smaller ones end in a single voxel, whose batch statistics let chance decide
      "pretext.transvw.discovery.wholeSize=32x32x16",
      "pretext.transvw.discovery.steps=30",
      "pretext.transvw.discovery.instances=3"
    };
    VisualWords words = discover(config(keys), volumes);
    assertThat(words.words()).hasSize(6);
    for (Word word : words.words()) {
      int kind = Integer.parseInt(word.reference().substring(1)) % 2;
      assertThat(word.cubes().getFirst().image()).isEqualTo(word.reference());
      List<String> images = word.cubes().stream().map(Cube::image).distinct().toList();
      assertThat(images).hasSize(3);
      assertThat(images).allMatch(i -> Integer.parseInt(i.substring(1)) % 2 == kind);
      for (Cube cube : word.cubes()) {
        assertThat(Box.of(volumes.get(0)).contains(cube.box())).as(cube.toString()).isTrue();
        assertThat(cube.d()).isEqualTo(8);
      }
    }
  }

  @Test
  void theSameCoordinateIsCutFromAllAndOthersAroundIt() throws Exception {
    List<Cube> cubes = discover(config(), volumes(10)).words().getFirst().cubes();
    assertThat(cubes).hasSize(15); // 5 images, 3 cubes
    Cube first = cubes.getFirst();
    for (int i = 0; i < cubes.size(); i++) {
      Cube cube = cubes.get(i);
      if (i % 3 == 0) {
        assertThat(cube)
            .isEqualTo(new Cube(cube.image(), first.x(), first.y(), first.z(), 8, 8, 8));
      } else {
        assertThat(cube.w()).isBetween(6, 10);
        assertThat(cube.w()).isEqualTo(cube.h());
        assertThat(Math.abs(cube.x() - first.x())).isLessThanOrEqualTo(4);
      }
    }
  }

  /// One image must be the reference of all words: places in it keep their distance, and a close
  /// one does not spoil the tries after it.
  @Test
  void placesInOneReferenceAreApart() throws Exception {
    String[] keys = {"pretext.transvw.discovery.cubes=1", "pretext.transvw.discovery.words=8"};
    VisualWords words = discover(config(keys), ImagePool.of(List.of(volumes(2).get(1))));
    assertThat(words.words()).hasSize(8);
    List<Cube> cubes = words.words().stream().map(w -> w.cubes().getFirst()).toList();
    for (int i = 0; i < cubes.size(); i++) {
      for (int j = 0; j < i; j++) {
        double x = cubes.get(i).x() - cubes.get(j).x();
        double y = cubes.get(i).y() - cubes.get(j).y();
        double z = cubes.get(i).z() - cubes.get(j).z();
        // the boxes are rounded to voxels
        assertThat(Math.sqrt(x * x + y * y + z * z)).isGreaterThan(5 - Math.sqrt(3));
      }
    }
  }

  @Test
  void emptyPlacesMakeNoWords() {
    PreparedImage air = new PreparedImage("air", false, 24, 24, 24, new short[24 * 24 * 24]);
    assertThatThrownBy(() -> discover(config(), ImagePool.of(List.of(air, air))))
        .hasMessageContaining("only 0 visual words");
  }

  /// The file is read back, edited and kept; other settings find words anew.
  @Test
  void anEditedFileIsKeptUntilTheSettingsChange() throws Exception {
    VisualWords words = discover(config(), volumes(6));
    VisualWords edited =
        new VisualWords(VisualWords.FORMAT, words.asked(), words.words().subList(0, 2));
    edited.write(folder.resolve(WordDiscovery.FILE));
    assertThat(discover(config(), volumes(6))).isEqualTo(edited);
    assertThat(discover(config("pretext.transvw.discovery.words=3"), volumes(6)).words())
        .hasSize(3);
  }

  @Test
  void theSameSeedFindsTheSameWords() throws Exception {
    VisualWords once = discover(config(), volumes(6));
    Files.delete(folder.resolve(WordDiscovery.FILE));
    assertThat(discover(config(), volumes(6))).isEqualTo(once);
    Files.delete(folder.resolve(WordDiscovery.FILE));
    assertThat(discover(config("seed=9"), volumes(6)).words()).isNotEqualTo(once.words());
  }

  @Test
  void samplesAreTheBoxesOfTheWords() throws Exception {
    ImagePool volumes = volumes(6);
    VisualWords words = discover(config(), volumes);
    ImagePool samples = new WordPool(volumes, words);
    int at = 0;
    for (int label = 0; label < words.words().size(); label++) {
      for (Cube cube : words.words().get(label).cubes()) {
        PreparedImage sample = samples.get(at);
        assertThat(sample.id()).isEqualTo(samples.id(at)).startsWith(cube.image() + "#" + label);
        assertThat(words.labels()).containsEntry(sample.id(), label);
        int parent = Integer.parseInt(cube.image().substring(1));
        assertThat(sample.nx()).isEqualTo(cube.w());
        assertThat(sample.at(1, 2, 3))
            .isEqualTo(volumes.get(parent).at(cube.x() + 1, cube.y() + 2, cube.z() + 3));
        at++;
      }
    }
    assertThat(samples.size()).isEqualTo(at);
    // held-out images are in no pool of training, and their instances in no batch
    ImagePool fewer = ImagePool.of(List.of(volumes.get(0), volumes.get(2)));
    ImagePool left = new WordPool(fewer, words);
    assertThat(left.size()).isBetween(1, at - 1);
    for (int i = 0; i < left.size(); i++) {
      assertThat(left.get(i).id()).matches("v[02]#.*");
    }
  }

  @Test
  void aBoxOutsideItsImageIsRefusedByName() {
    Word word = new Word("3d", "v0", List.of(new Cube("v0", 20, 0, 0, 8, 8, 8)));
    VisualWords words =
        new VisualWords(VisualWords.FORMAT, java.util.Map.of(), List.of(word, word));
    assertThatThrownBy(() -> new WordPool(volumes(1), words).get(0))
        .hasMessageContaining("v0#0.0")
        .hasMessageContaining("24x24x24");
  }

  @Test
  void aFileThatIsNoneIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve(WordDiscovery.FILE), "{\"format\": 1}");
    assertThatThrownBy(() -> VisualWords.read(file)).hasMessageContaining("words.json");
    Files.writeString(file, "nothing");
    assertThatThrownBy(() -> VisualWords.read(file))
        .hasMessageContaining("not a file of visual words");
  }
}
