package org.cdssl.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.cdssl.training.checkpoint.PublishResult.Failed;
import org.cdssl.training.checkpoint.PublishResult.Published;

/// Main class of a child process that goes on from the newest checkpoint and publishes one after
/// the other, telling of each, until it is killed or has done its number.
final class PublishingChild {
  private PublishingChild() {}

  /// @param arguments folder, number of checkpoints, bytes of each
  public static void main(String[] arguments) throws IOException {
    int number = Integer.parseInt(arguments[1]);
    int bytes = Integer.parseInt(arguments[2]);
    CheckpointStore store =
        CheckpointStore.open(Path.of(arguments[0]), new Retention(2, 0), System.err::println);
    long step = store.openLatest(System.err::println).map(Checkpoint::step).orElse(0L);
    tell("ready " + step);
    for (int i = 0; i < number; i++) {
      step++;
      byte[] weights = new byte[bytes];
      Arrays.fill(weights, (byte) step);
      PublishResult result =
          store.publish(
              step,
              members -> {
                members.add("weights.bin", weights);
                members.add("state.json", "{}");
              });
      switch (result) {
        case Published published -> tell("published " + step);
        case Failed failed -> {
          tell("failed " + failed.problem());
          step--;
        }
      }
    }
  }

  private static void tell(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
