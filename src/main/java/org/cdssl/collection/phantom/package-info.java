/// Generated patients: CT-like volumes in HU with organ masks, and radiographs of *other* generated
/// patients.
///
/// A phantom is a pure function of (seed, index). {@link org.cdssl.collection.phantom.Phantom}
/// draws an anatomy ({@code Torso} sets the frame; {@code Skeleton}, {@code Viscera}, {@code
/// Vessels} and {@code LungMass} fill it with implicit solids), {@code Painter} turns the solids
/// into voxels of any grid, {@code ScanFinish} adds texture and scanner noise. {@link
/// org.cdssl.collection.phantom.PhantomXray} projects a phantom through Beer-Lambert attenuation,
/// {@link org.cdssl.collection.phantom.PhantomDataset} writes whole folders.
///
/// Frame of the anatomy: millimetres, RAS+ (x to the patient's right, y to the front, z to the
/// head), origin in the midline at the height of the right diaphragm dome. The class label is the
/// form of one lung mass, see {@link org.cdssl.collection.phantom.MassShape}.
package org.cdssl.collection.phantom;
