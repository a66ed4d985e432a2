/// How published collections lie on disk (METHOD E, F): one scanner a layout. A scanner names the
/// images, whose they are, what is known of them and which traps were met; it opens no image.
///
/// A new layout is one class, one constant of [org.cdssl.config.SourceConfig.Kind] and one line in
/// [Layouts].
package org.cdssl.collection.layout;
