package org.cdssl.cli;

import java.io.IOException;
import org.cdssl.CdsslException;
import org.cdssl.image.format.FormatException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `cdssl`: parses the verb, runs it, turns failures into one line and an exit code.
@Command(
    name = "cdssl",
    mixinStandardHelpOptions = true,
    version = "cdssl 0.1.0-SNAPSHOT",
    description =
        "Pre-trains one 3D encoder on unlabelled X-rays and volumes together (CDSSL-P3D).",
    subcommands = {
      DemoCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      CheckCommand.class,
      Pseudo3dCommand.class,
      PrepareCommand.class,
      PretrainCommand.class,
      FinetuneCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      BenchCommand.class,
      ProbeCommand.class,
      EmbedCommand.class,
      CompareCommand.class,
      ExperimentCommand.class,
      ReportCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 usage or configuration, 3 data, 4 numerical, 5 distributed,",
      "143 stopped on request with its state saved, 1 anything else."
    })
public final class Main implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "print the stack trace of a failure")
  boolean debug;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs one command line and gives back its exit code.
  public static int run(String... args) {
    Main main = new Main();
    return new CommandLine(main)
        .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
          if (main.debug) {
            failure.printStackTrace(commandLine.getErr());
          }
          commandLine.getErr().println("cdssl: " + line(failure));
          return exitCode(failure);
        })
        .execute(args);
  }

  /// What is printed of a failure: one line.
  static String line(Exception failure) {
    return switch (failure) {
      case CdsslException e -> e.getMessage();
      case FormatException e -> e.getMessage();
      case java.nio.file.NoSuchFileException e -> e.getFile() + ": no such file";
      case java.nio.file.AccessDeniedException e -> e.getFile() + ": permission denied";
      default -> failure + " (--debug prints the stack trace)";
    };
  }

  private static int exitCode(Exception failure) {
    return switch (failure) {
      case CdsslException e -> e.kind().exitCode();
      case IOException _ -> CdsslException.Kind.DATA.exitCode();
      default -> CdsslException.Kind.OTHER.exitCode();
    };
  }
}
