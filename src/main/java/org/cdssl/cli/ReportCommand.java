package org.cdssl.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cdssl.report.GridPage;
import org.cdssl.report.Report;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cdssl report RUN`: the run folder as one HTML page.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes a run as one HTML page that needs no network: figures, curves, pictures.",
    footer = {"", "Example: cdssl report runs/first"})
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "folder of a run; it may still be going on")
  Path run;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where the page goes (default: report.html in the run folder)")
  Path out;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path page = out == null ? run.resolve("report.html") : out;
    if (GridPage.holds(run)) {
      GridPage.write(run, page);
    } else {
      Report.write(run, page);
    }
    spec.commandLine().getOut().println(page);
    return 0;
  }
}
