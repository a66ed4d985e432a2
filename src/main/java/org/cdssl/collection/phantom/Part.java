package org.cdssl.collection.phantom;

/// A solid with what it is made of: from the surface inwards, layer k begins `depthsMm[k]` below
/// the surface and has density `hu[k]`. The first depth is 0.
record Part(Organ organ, Solid solid, double[] depthsMm, double[] hu) {
  static Part of(Organ organ, Solid solid, double hu) {
    return new Part(organ, solid, new double[] {0}, new double[] {hu});
  }

  static Part layered(Organ organ, Solid solid, double... depthThenHu) {
    int layers = depthThenHu.length / 2;
    double[] depths = new double[layers];
    double[] hu = new double[layers];
    for (int i = 0; i < layers; i++) {
      depths[i] = depthThenHu[2 * i];
      hu[i] = depthThenHu[2 * i + 1];
    }
    return new Part(organ, solid, depths, hu);
  }
}
