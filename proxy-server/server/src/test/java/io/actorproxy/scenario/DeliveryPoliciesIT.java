package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ActionFailed;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A type says whether its actions may run twice. */
@WithProxy(own = true)
final class DeliveryPoliciesIT {
  private static ActorScript ledger(String delivery, AtomicBoolean broken) {
    return named("ledger")
        .action(
            "book",
            call -> {
              if (broken.get()) {
                throw new ActionFailed("restarting");
              }
              call.newState("booked");
            })
        .action("read", call -> call.reply(call.state()))
        .define(actor -> actor.getMetadataBuilder().putTags("delivery", delivery));
  }

  @Test
  void whatFailedInTheMiddleRunsAgainAtATypeThatAllowsItAlsoAfterARestartOfTheProxy(Scenario s)
      throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    ScriptedHost host = s.host(ledger("at-least-once", broken), unnamed("account").counting());
    // Instances are recorded after the registrations that wait, by the same thread.
    s.spawn("account", "one");
    s.spawn("account", "two");
    s.proxy().kill9();
    s.proxy().restart();

    s.send(s.request("ledger", "book").setScheduledTo(1).setValue(Values.any("7")));
    await().until(() -> host.timesInvoked("book") > 1);
    broken.set(false);

    await().until(() -> s.ok("ledger", "read").equals("booked"));
  }
}
