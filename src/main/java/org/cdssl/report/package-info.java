/// A run folder as one HTML page, and the pictures that training leaves for it.
///
/// `Report` reads the folder (`RunFolder`) and lays out sections; a section is a title and a piece
/// of HTML, and one that finds nothing in the folder is left out. A new kind of run adds a section
/// class and one line in `Report`. Charts are `LineChart` over `Series` and `Scale`; pictures are
/// `GreyImage` tiles in a `Montage`, written as PNG by `Png`.
///
/// The page must open years later, on a hospital machine without network. So it is one file: inline
/// CSS and SVG, pictures as base64, no script, no font, and a content security policy that forbids
/// the browser to load anything. For the same reason there is no chart library: the ones for the
/// browser are megabytes of script to embed, the ones for Java draw bitmaps that neither follow the
/// dark scheme nor scale, and what a report needs (lines, round ticks, a logarithmic axis) is a few
/// hundred lines.
///
/// The same folder always gives the same bytes: nothing here reads the clock.
package org.cdssl.report;
