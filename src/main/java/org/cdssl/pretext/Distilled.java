package org.cdssl.pretext;

import java.util.Map;

/// A method whose teacher is the running average of its student: schedules, pace and the teacher's
/// step are those of its [Distillation].
public interface Distilled extends Pretext {
  /// Teacher, centre and temperatures.
  Distillation distillation();

  @Override
  default Map<String, Double> schedules(Moment moment) {
    return distillation().schedules(moment);
  }

  @Override
  default Pace pace(String parameter, Moment moment) {
    return distillation().pace(parameter, moment);
  }

  @Override
  default void afterStep(Moment moment) {
    distillation().afterStep(moment);
  }
}
