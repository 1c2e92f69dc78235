package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ActionFailed;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Values;
import io.actorproxy.server.CommandsInProcess;
import io.actorproxy.server.CommandsInProcess.Result;
import io.spawn.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * By the commands of the program, as an operator does it. The first look at what there is starts
 * them as processes; the others run them here.
 */
@WithProxy({"PROXY_ADMIN_TOKEN=open-sesame"})
final class OperatorsLookAfterMessagesIT {
  @Test
  void aCancelledScheduleNeverRuns(Scenario s) throws Exception {
    ScriptedHost host = s.host(counter("counter"));
    long time = System.currentTimeMillis() + 20_000;
    s.send(s.request("counter", "add").setValue(Values.any("5")).setScheduledTo(time));
    String id = idOfLineWith(done(s, "schedules", "list"), s.system() + "/counter");

    done(s, "schedules", "cancel", id);

    assertThat(done(s, "schedules", "list")).doesNotContain(id);
    long soon = System.currentTimeMillis() + 300;
    s.send(s.request("counter", "add").setValue(Values.any("1")).setScheduledTo(soon));
    await().until(() -> host.timesInvoked("add") == 1);
    assertThat(s.ok("counter", "read")).isEqualTo("1");
    s.proxy()
        .awaitLog(
            log ->
                assertThat(log)
                    .anyMatch(line -> line.contains("asked for DELETE /admin/v1/messages/" + id)));
  }

  @Test
  void anEffectThatFailedIsListedWithItsReasonAndDeliveredOnceWhenItIsBroughtBack(Scenario s)
      throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    ScriptedHost host =
        s.host(
            named("origin").action("go", call -> call.reply("gone").effect("ledger", "book", "7")),
            named("ledger")
                .action(
                    "book",
                    call -> {
                      if (broken.get()) {
                        throw new ActionFailed("out of ink");
                      }
                      call.newState("booked");
                    })
                .action("read", call -> call.reply(call.state())));
    s.ok("origin", "go");
    String ledger = s.system() + "/ledger";
    await().until(() -> run(s, Map.of(), "dead-letters", "list").output().contains(ledger));
    String list = done(s, "dead-letters", "list");
    assertThat(list).containsPattern("effect +" + ledger + " .* 1 +HOST_");
    assertThat(host.timesInvoked("book")).isEqualTo(1);

    broken.set(false);
    done(s, "dead-letters", "redrive", idOfLineWith(list, ledger));

    await().until(() -> s.ok("ledger", "read").equals("booked"));
    assertThat(host.timesInvoked("book")).isEqualTo(2);
    assertThat(done(s, "dead-letters", "list")).doesNotContain(ledger);
  }

  @Test
  void anActorGoesBackToARevisionOfItsHistory(Scenario s) throws Exception {
    s.host(
        counter("counter").action("keep", call -> call.newState("10").reply("kept").checkpoint()));
    s.ok("counter", "keep");
    s.ok("counter", "add", "5");

    assertThat(done(s, "history", "list", s.system(), "counter"))
        .containsPattern("(?m)^1 +\\d{4}-\\d\\d-\\d\\dT.*Z +\\d+$");
    assertThat(done(s, "history", "restore", s.system(), "counter", "1"))
        .contains("Restored: revision 1");

    assertThat(s.ok("counter", "read")).isEqualTo("10");
  }

  @Test
  void aPurgedInstanceIsNotKnownAndBeginsAnewWhenItIsSpawnedAgain(Scenario s) throws Exception {
    s.host(unnamed("account").counting());
    s.spawn("account", "ada");
    s.spawn("account", "bob");
    s.ok("ada", "add", "5");
    s.ok("bob", "add", "7");

    assertThat(done(s, "purge", "actor", s.system(), "ada", "--parent", "account"))
        .contains("state at revision 1");
    assertThat(s.ok("ada", "read")).isEqualTo("5");
    done(s, "purge", "actor", s.system(), "ada", "--parent", "account", "--yes");

    assertThat(done(s, "actors", "list")).contains("bob").doesNotContain("ada");
    assertThat(s.refused("ada", "read").status()).isEqualTo(Status.ACTOR_NOT_FOUND);
    s.spawn("account", "ada");
    assertThat(s.ok("ada", "add", "1")).isEqualTo("1");
    assertThat(s.ok("bob", "read")).isEqualTo("7");
  }

  @Test
  void callsDuringAPurgeFindTheActorAsItWasOrANewOne(Scenario s) throws Exception {
    s.host(counter("counter"));
    s.ok("counter", "add", "1000");
    AtomicBoolean stop = new AtomicBoolean();
    Queue<String> answers = new ConcurrentLinkedQueue<>();
    Thread caller = Thread.ofVirtual().start(() -> addOnes(s, stop, answers));
    await().until(() -> answers.size() > 10);

    Result purge = run(s, Map.of(), "purge", "actor", s.system(), "counter", "--yes");
    stop.set(true);
    caller.join();

    int last = Integer.parseInt(s.ok("counter", "add", "1"));
    if (purge.status() == 0) {
      assertThat(last).isLessThan(1_000);
    } else {
      assertThat(purge.output()).contains("OVERLOADED");
      assertThat(last).isEqualTo(1_000 + answers.size() + 1);
    }
  }

  /** A call that is refused is not counted. */
  private static void addOnes(Scenario s, AtomicBoolean stop, Queue<String> answers) {
    try {
      while (!stop.get()) {
        var request = s.request("counter", "add").setValue(Values.any("1")).build();
        var answer = s.client().invoke(request).body();
        if (answer.getStatus().getStatus() == Status.OK) {
          answers.add(Values.text(answer.getValue()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatThereIsIsShown(Scenario s) throws Exception {
    // A process takes its time to start, and the actor is to be in memory all the while.
    s.host(counter("counter").passivateAfter(600_000));
    s.ok("counter", "add", "5");

    assertThat(inAProcess(s, Map.of(), "types").output())
        .containsPattern(s.system() + " +counter +named +yes +yes +add");
    assertThat(done(s, "actors", "list", "--memory"))
        .containsPattern(s.system() + " +counter +yes");
    assertThat(done(s, "actors", "show", s.system(), "counter")).contains("revision 1");
    assertThat(done(s, "status")).containsPattern("ready +yes").contains("accepts connections");
    String url = "http://127.0.0.1:" + s.proxy().port();
    assertThat(done(s, "state", s.system(), "counter", "--url", url)).contains("\"state\": {");
  }

  @Test
  void aWrongTokenIsRefused(Scenario s) throws Exception {
    Result refused = inAProcess(s, Map.of("PROXY_ADMIN_TOKEN", "guessed"), "dead-letters", "list");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("UNAUTHENTICATED").doesNotContain("open-sesame");
  }

  /** The output of a command that succeeds. */
  private static String done(Scenario s, String... words) throws Exception {
    Result result = run(s, Map.of(), words);
    assertThat(result.status()).as(result.output()).isZero();
    return result.output();
  }

  private static Result run(Scenario s, Map<String, String> variables, String... words) {
    return CommandsInProcess.run(s.proxy().commandEnvironment(variables), words);
  }

  private static Result inAProcess(Scenario s, Map<String, String> variables, String... words)
      throws IOException, InterruptedException {
    Process process = s.proxy().command(variables, words);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private static String idOfLineWith(String list, String text) {
    List<String> lines = Arrays.stream(list.split("\n")).filter(l -> l.contains(text)).toList();
    assertThat(lines).as(list).hasSize(1);
    return lines.getFirst().substring(0, 32);
  }
}
