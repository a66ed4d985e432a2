/// Checkpoints on disk: folders of files that appear whole or not at all, carry a SHA-256 for every
/// member, and are never trusted without it. A damaged checkpoint is moved to a quarantine and the
/// one before is taken, aloud; nothing damaged is ever deleted. Pure Java: what the members mean is
/// the business of the training loop.
package org.cdssl.training.checkpoint;
