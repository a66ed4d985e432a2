package org.cdssl.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rates against numbers computed by hand.
class LearningRateTest {
  private static LearningRate rates(String... settings) {
    return new LearningRate(TinyTask.config(settings).training());
  }

  /// MedMNIST: 100 epochs, 1e-3, times 0.1 at epoch 50 and 75.
  @ParameterizedTest
  @CsvSource({"0, 1e-3", "49, 1e-3", "50, 1e-4", "74, 1e-4", "75, 1e-5", "99, 1e-5"})
  void multistepFallsAtTheMilestones(int epoch, double rate) {
    assertThat(rates("training.epochs=100").at(epoch)).isCloseTo(rate, within(1e-15));
  }

  /// ChestX-ray14: 1e-4, halved every 50 epochs.
  @ParameterizedTest
  @CsvSource({"0, 1e-4", "49, 1e-4", "50, 5e-5", "99, 5e-5", "100, 2.5e-5"})
  void stepFallsEverySoManyEpochs(int epoch, double rate) {
    LearningRate rates =
        rates(
            "training.learningRate=1e-4",
            "training.schedule={kind: step, factor: 0.5, everyEpochs: 50}");
    assertThat(rates.at(epoch)).isCloseTo(rate, within(1e-18));
  }

  @Test
  void cosinePolyAndConstantFollowTheirFormulas() {
    LearningRate cosine =
        rates("training.epochs=4", "training.learningRate=2", "training.schedule={kind: cosine}");
    assertThat(cosine.at(1)).isCloseTo(1.7071067811865475, within(1e-12));
    assertThat(cosine.at(2)).isCloseTo(1.0, within(1e-12));
    LearningRate poly = rates("training.epochs=100", "training.schedule={kind: poly, power: 0.9}");
    assertThat(poly.at(50)).isCloseTo(1e-3 * 0.5358867312681466, within(1e-15));
    assertThat(rates("training.schedule={kind: constant}").at(3)).isEqualTo(1e-3);
  }
}
