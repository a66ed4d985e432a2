package org.cdssl.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.image.format.FormatException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `cdssl`: parses the verb, runs it, turns failures into one line and an exit code.
@Command(
    name = "cdssl",
    mixinStandardHelpOptions = true,
    version = "cdssl 0.1.0-SNAPSHOT",
    description =
        "Pre-trains one 3D encoder on unlabelled X-rays and volumes together (CDSSL-P3D).",
    footer = {
      "",
      "Exit codes: 0 done, 2 usage or configuration, 3 data, 4 numerical, 5 distributed,",
      "143 stopped on request with its state saved, 1 anything else."
    })
public final class Main implements Runnable {
  private static final List<Class<? extends Callable<Integer>>> VERBS =
      List.of(
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
          ReportCommand.class);

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "print the stack trace of a failure")
  boolean debug;

  @CommandLine.Spec CommandSpec spec;

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
    return commandLine(main, args)
        .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
          if (main.debug) {
            failure.printStackTrace(commandLine.getErr());
          }
          commandLine.getErr().println("cdssl: " + line(failure));
          return exitCode(failure);
        })
        .execute(args);
  }

  /// Of the verbs that are not asked for only name and description are read: looking through the
  /// options of all takes longer than the rest of the start.
  static CommandLine commandLine(Main main, String... args) {
    String asked = Arrays.stream(args).filter(arg -> !arg.startsWith("-")).findFirst().orElse("");
    CommandLine root = new CommandLine(main);
    for (Class<? extends Callable<Integer>> verb : VERBS) {
      Command command = verb.getAnnotation(Command.class);
      root.addSubcommand(command.name(), command.name().equals(asked) ? verb : outline(command));
    }
    return root;
  }

  private static CommandSpec outline(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.usageMessage().description(command.description());
    return spec;
  }

  /// What is printed of a failure: one line.
  static String line(Exception failure) {
    return switch (failure) {
      case CdsslException e -> e.getMessage();
      case FormatException e -> e.getMessage();
      case java.nio.file.NoSuchFileException e -> e.getFile() + ": no such file";
      case java.nio.file.AccessDeniedException e -> e.getFile() + ": permission denied";
      case IOException e when isFull(e) ->
          "the disk is full ("
              + e.getMessage()
              + "); free some space and run the same command again";
      default -> failure + " (--debug prints the stack trace)";
    };
  }

  /// The kernel's own words (ENOSPC, EDQUOT) are all there is to tell it by.
  private static boolean isFull(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("No space left on device") || message.contains("quota exceeded");
  }

  private static int exitCode(Exception failure) {
    return switch (failure) {
      case CdsslException e -> e.kind().exitCode();
      case IOException e when isFull(e) -> CdsslException.Kind.OTHER.exitCode();
      case IOException _ -> CdsslException.Kind.DATA.exitCode();
      default -> CdsslException.Kind.OTHER.exitCode();
    };
  }
}
