package org.cdssl.transfer.probe;

import java.util.List;
import org.cdssl.transfer.metric.Predictions;

/// One part of a labelled collection as the encoder sees it.
///
/// @param ids of the images
/// @param subjects whose image each is
/// @param truth `[rows][classes]`
/// @param features `[rows][width]`
public record LabelledFeatures(
    List<String> ids, List<String> subjects, boolean[][] truth, float[][] features) {

  public int rows() {
    return ids.size();
  }

  Predictions predictions(Predictions.Kind kind, List<String> classes, double[][] scores) {
    return new Predictions(kind, classes, ids, subjects, truth, scores);
  }
}
