package io.actorproxy.verify;

import io.actorproxy.members.ReportingHost;
import io.actorproxy.process.Pause;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/** A {@link RememberingHost} of a member. Now and then a turn that writes takes long. */
final class ClusterHost {
  private static final int BRIEF_ONCE_IN = 30;
  private static final int BRIEF_MILLIS = 200;
  private static final int LONG_ONCE_IN = 400;
  private static final int LONG_MILLIS = 4_500;

  private ClusterHost() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    RememberingHost host = new RememberingHost(System::currentTimeMillis);
    ReportingHost.serve(arguments, call -> run(host, call));
  }

  private static ActorInvocationResponse run(RememberingHost host, ActorInvocation call) {
    if (!call.getActionName().equals(RememberingHost.READ)) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      if (random.nextInt(LONG_ONCE_IN) == 0) {
        Pause.millis(random.nextInt(LONG_MILLIS));
      } else if (random.nextInt(BRIEF_ONCE_IN) == 0) {
        Pause.millis(random.nextInt(BRIEF_MILLIS));
      }
    }
    return host.run(call);
  }
}
