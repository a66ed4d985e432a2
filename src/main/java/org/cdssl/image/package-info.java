/// Images in memory: [org.cdssl.image.Volume] and [org.cdssl.image.Image2d] as read,
/// [org.cdssl.image.PreparedImage] as trained on, and what lies between: orientation, resampling,
/// intensity windows.
package org.cdssl.image;
