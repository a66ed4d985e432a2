/// One class a verb: parsing and printing. Failures become one line and an exit code in
/// [org.cdssl.cli.Main]; nothing here loads libtorch before the work does.
package org.cdssl.cli;
