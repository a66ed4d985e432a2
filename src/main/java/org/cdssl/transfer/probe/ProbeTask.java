package org.cdssl.transfer.probe;

import java.util.List;
import org.cdssl.engine.Weights;
import org.cdssl.image.PreparedImage;
import org.cdssl.transfer.metric.Predictions.Kind;
import org.cdssl.view.InputMaker;

/// A labelled collection that probes are run on, divided by subject.
///
/// @param name for logs and reports
/// @param kind whether classes exclude each other
/// @param classes names
/// @param validation may be empty
public record ProbeTask(
    String name,
    Kind kind,
    List<String> classes,
    List<Item> training,
    List<Item> validation,
    List<Item> test) {

  /// An image and what is true of it.
  ///
  /// @param truth one entry a class
  public record Item(PreparedImage image, String subject, boolean[] truth) {}

  public ProbeTask {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    if (training.isEmpty() || test.isEmpty()) {
      throw new IllegalArgumentException(
          "a probe needs training and test images, got " + training.size() + " and " + test.size());
    }
  }

  /// Runs the encoder over all images and both probes on its features, with running statistics of
  /// the training part.
  ///
  /// @param k neighbours
  public Probes.Result run(FeatureExtractor extractor, InputMaker maker, int k) {
    try (Weights.FreshStatistics statistics =
        extractor.statisticsOf(training.size(), maker, i -> training.get(i).image())) {
      return Probes.run(
          kind,
          classes,
          features(training, extractor, maker),
          features(validation, extractor, maker),
          features(test, extractor, maker),
          k);
    }
  }

  static LabelledFeatures features(List<Item> items, FeatureExtractor extractor, InputMaker maker) {
    return new LabelledFeatures(
        items.stream().map(i -> i.image().id()).toList(),
        items.stream().map(Item::subject).toList(),
        items.stream().map(Item::truth).toArray(boolean[][]::new),
        extractor.of(items.size(), maker, i -> items.get(i).image()));
  }
}
