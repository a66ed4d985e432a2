package org.cdssl.transfer.probe;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import org.cdssl.transfer.metric.Predictions.Kind;

/// Logistic regression with L2 on standardised frozen features, one against the rest, solved by
/// LIBLINEAR's Newton method (Lin, Weng and Keerthi 2008): convex, without a random number.
///
/// It minimises |w|²/2 + C Σ log(1 + exp(−y (w·x + b))); the intercept b is not shrunk. A label
/// that the training rows do not have both ways is given its share of them.
public final class LinearProbe {
  private static final double TOLERANCE = 1e-8;
  private static final int MOST_ITERATIONS = 500;

  static {
    Linear.disableDebugOutput();
  }

  private final Kind kind;
  private final Standardisation standardisation;

  /// `[classes][width + 1]`, the intercept last; of a binary task only the last row is used.
  private final double[][] weights;

  private LinearProbe(Kind kind, Standardisation standardisation, double[][] weights) {
    this.kind = kind;
    this.standardisation = standardisation;
    this.weights = weights;
  }

  /// @param features `[rows][width]` of the training part
  /// @param truth `[rows][classes]`
  /// @param c inverse strength of the L2 penalty, > 0
  public static LinearProbe fit(float[][] features, boolean[][] truth, Kind kind, double c) {
    Standardisation standardisation = Standardisation.of(features);
    double[][] rows = standardisation.apply(features);
    Feature[][] nodes = nodes(rows);
    int classes = truth[0].length;
    double[][] weights = new double[classes][];
    for (int k = binary(kind, classes) ? 1 : 0; k < classes; k++) {
      weights[k] = solve(nodes, truth, k, c);
    }
    return new LinearProbe(kind, standardisation, weights);
  }

  private static boolean binary(Kind kind, int classes) {
    return kind == Kind.CLASSES && classes == 2;
  }

  /// Sparse rows with the constant 1 of the intercept at the end, as LIBLINEAR wants them.
  private static Feature[][] nodes(double[][] rows) {
    int width = rows[0].length;
    Feature[][] nodes = new Feature[rows.length][width + 1];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < width; j++) {
        nodes[i][j] = new FeatureNode(j + 1, rows[i][j]);
      }
      nodes[i][width] = new FeatureNode(width + 1, 1);
    }
    return nodes;
  }

  private static double[] solve(Feature[][] nodes, boolean[][] truth, int label, double c) {
    int n = nodes.length;
    int width = nodes[0].length;
    double[] y = new double[n];
    int positives = 0;
    for (int i = 0; i < n; i++) {
      y[i] = truth[i][label] ? 1 : -1;
      positives += truth[i][label] ? 1 : 0;
    }
    double[] w = new double[width];
    if (positives == 0 || positives == n) {
      w[width - 1] = Math.log((positives + 0.5) / (n - positives + 0.5));
      return w;
    }
    Problem problem = new Problem();
    problem.l = n;
    problem.n = width;
    problem.x = nodes;
    problem.y = y;
    problem.bias = 1;
    Parameter parameter = new Parameter(SolverType.L2R_LR, c, MOST_ITERATIONS, TOLERANCE);
    parameter.setRegularizeBias(false);
    Model model = Linear.train(problem, parameter);
    double sign = model.getLabels()[0] == 1 ? 1 : -1;
    for (int j = 0; j < width; j++) {
      w[j] = sign * model.getFeatureWeights()[j];
    }
    return w;
  }

  /// Probabilities `[rows][classes]`; of classes that exclude each other they sum to 1.
  public double[][] scores(float[][] features) {
    double[][] rows = standardisation.apply(features);
    double[][] scores = new double[rows.length][weights.length];
    for (int i = 0; i < rows.length; i++) {
      if (binary(kind, weights.length)) {
        scores[i][1] = probability(rows[i], weights[1]);
        scores[i][0] = 1 - scores[i][1];
        continue;
      }
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        scores[i][k] = probability(rows[i], weights[k]);
        sum += scores[i][k];
      }
      for (int k = 0; k < weights.length && kind == Kind.CLASSES && sum > 0; k++) {
        scores[i][k] /= sum;
      }
    }
    return scores;
  }

  private static double probability(double[] x, double[] w) {
    double z = w[x.length];
    for (int j = 0; j < x.length; j++) {
      z += w[j] * x[j];
    }
    return 1 / (1 + Math.exp(-z));
  }

  /// Weights of a class on the standardised features, the intercept last.
  double[] weightsOf(int label) {
    return weights[label].clone();
  }
}
