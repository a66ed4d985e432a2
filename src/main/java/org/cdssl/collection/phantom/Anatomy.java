package org.cdssl.collection.phantom;

import java.util.ArrayList;
import java.util.List;

/// One drawn patient: parts in painting order, pose, and the place of the mass. Nothing here knows
/// of voxels.
///
/// @param massWorldMm centre of the mass in the scanner's frame
record Anatomy(List<Part> parts, Pose pose, double[] massWorldMm) {
  static Anatomy draw(long seed, int index) {
    Torso torso = new Torso(new Draws(seed, index, "torso"));
    Skeleton skeleton = new Skeleton(torso, new Draws(seed, index, "skeleton"));
    Draws scan = new Draws(seed, index, "contrast");
    double contrast = scan.chance(0.4) ? 0 : scan.between(0.2, 1);
    double bloodHu = scan.between(36, 50) + 115 * contrast;
    Vessels vessels = new Vessels(torso, skeleton, bloodHu);
    Viscera viscera = new Viscera(torso, skeleton, contrast, bloodHu);
    double lungHu = scan.between(-885, -790);

    List<Part> parts = new ArrayList<>();
    parts.add(
        Part.layered(
            Organ.BODY,
            torso.bodyRegion(),
            0,
            torso.skinHu,
            2.5,
            torso.fatHu,
            2.5 + torso.fatMm,
            torso.muscleHu));
    parts.add(Part.of(Organ.BODY, torso.cavityRegion(), torso.fatHu + 12));
    Part liver = viscera.liver(new Draws(seed, index, "liver"));
    parts.addAll(viscera.gut(new Draws(seed, index, "gut")));
    parts.add(liver);
    parts.addAll(
        vessels.hepatic(
            new Draws(seed, index, "hepatic"), liver.solid(), liver.hu()[0] + 25 * contrast - 8));
    parts.addAll(viscera.spleen(new Draws(seed, index, "spleen")));
    parts.addAll(viscera.kidneys(new Draws(seed, index, "kidneys")));
    parts.add(Part.of(Organ.LUNG, torso.lungRegion(1), lungHu));
    parts.add(Part.of(Organ.LUNG, torso.lungRegion(-1), lungHu));
    parts.addAll(vessels.pulmonary(new Draws(seed, index, "pulmonary")));
    parts.addAll(LungMass.nodules(torso, new Draws(seed, index, "nodules")));
    List<Part> heart = viscera.heart(new Draws(seed, index, "heart"));
    parts.addAll(heart);
    parts.addAll(vessels.great(new Draws(seed, index, "great vessels")));
    parts.addAll(vessels.airways(new Draws(seed, index, "airways")));
    LungMass mass =
        new LungMass(
            torso,
            heart.getFirst().solid(),
            MassShape.of(seed, index),
            new Draws(seed, index, "mass"));
    parts.add(mass.part);
    parts.addAll(skeleton.parts(new Draws(seed, index, "bones")));
    Pose pose = Pose.draw(new Draws(seed, index, "pose"));
    double[] c = mass.centre;
    return new Anatomy(List.copyOf(parts), pose, pose.toWorld(c[0], c[1], c[2]));
  }
}
