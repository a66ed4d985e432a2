package org.cdssl.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.cdssl.training.bench.Bench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `bench`: the speeds that matter on this machine.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures training, views and pseudo-3D on this machine, as ratios.",
    footer = {"", "Example:", "  cdssl bench --rounds 5 --json"})
final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "how often each way of a step is timed (default: ${DEFAULT-VALUE})")
  int rounds;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "threads of the numerical library; 0: all cores")
  int threads;

  @Option(names = "--cache-only", description = "only (f), (g), (h): preparing and reading a cache")
  boolean cacheOnly;

  @Option(names = "--json", description = "print the figures as JSON at the end")
  boolean json;

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw org.cdssl.CdsslException.usage("--rounds must be at least 1, got " + rounds);
    }
    Bench bench = new Bench(rounds, threads, json ? System.err::println : System.out::println);
    Map<String, Object> results = cacheOnly ? bench.cacheOnly() : bench.run();
    if (json) {
      System.out.println(
          JsonMapper.builder()
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(results));
    }
    return 0;
  }
}
