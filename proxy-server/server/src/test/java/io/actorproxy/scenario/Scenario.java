package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.Answer;
import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RequestStatus;
import io.spawn.SpawnRequest;
import io.spawn.SpawnResponse;
import io.spawn.Status;
import io.spawn.actors.ActorState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One test's part of a proxy: an actor system of its own, and the host the proxy calls. */
final class Scenario {
  private final ScenarioExtension.Stage stage;
  private final String system;
  private final int logBegin;
  private final List<ScriptedHost> hosts = new ArrayList<>();

  Scenario(ScenarioExtension.Stage stage, String system) {
    this.stage = stage;
    this.system = system;
    this.logBegin = stage.proxy().log().size();
  }

  /** The name of the actor system, used by no other test. */
  String system() {
    return system;
  }

  ProxyProcess proxy() {
    return stage.proxy();
  }

  SpawnClient client() {
    return stage.proxy().client();
  }

  /** A host that listens where the proxy expects it and has registered. Ends the one before it. */
  ScriptedHost host(ActorScript... actors) throws IOException {
    return host(Sdk.NODE, actors);
  }

  ScriptedHost host(Sdk sdk, ActorScript... actors) throws IOException {
    return hostOf(system, sdk, actors);
  }

  /** A host of another system than the test's own. */
  ScriptedHost hostOf(String otherSystem, Sdk sdk, ActorScript... actors) throws IOException {
    for (ScriptedHost host : hosts) {
      host.close();
    }
    ScriptedHost host = sdk.start(setup(otherSystem, actors));
    hosts.add(host);
    return host;
  }

  /** Registers actors whose actions no host will run. */
  void registerOnly(ActorScript... actors) throws IOException {
    Sdk.NODE.create(setup(system, actors)).register();
  }

  HostSetup setup(String ofSystem, ActorScript... actors) {
    return new HostSetup(stage.hostPort(), client(), ofSystem, List.of(actors));
  }

  /** The beginning of a synchronous call from outside. */
  InvocationRequest.Builder request(String actor, String action) {
    return request(actor, "", action);
  }

  InvocationRequest.Builder request(String actor, String parent, String action) {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(system, actor, parent))
            .setActionName(action);
    request.getSystemBuilder().setName(system);
    return request;
  }

  /** A call that must succeed; returns the text of its value, empty if there is none. */
  String ok(String actor, String action, String input) throws IOException {
    return ok(request(actor, action).setValue(Values.any(input)));
  }

  String ok(String actor, String action) throws IOException {
    return ok(request(actor, action));
  }

  String ok(InvocationRequest.Builder request) throws IOException {
    return Values.text(send(request).getValue());
  }

  /** A call that must succeed; returns the whole response. */
  InvocationResponse send(InvocationRequest.Builder request) throws IOException {
    Answer<InvocationResponse> answer = client().invoke(request.build());
    assertThat(answer.body().getStatus().getStatus())
        .as("status, with the message '%s'", answer.body().getStatus().getMessage())
        .isEqualTo(Status.OK);
    assertThat(answer.http()).isEqualTo(200);
    return answer.body();
  }

  /** A call that must fail. */
  Refusal refused(String actor, String action, String input) throws IOException {
    return refused(request(actor, action).setValue(Values.any(input)));
  }

  Refusal refused(String actor, String action) throws IOException {
    return refused(request(actor, action));
  }

  Refusal refused(InvocationRequest.Builder request) throws IOException {
    Answer<InvocationResponse> answer = client().invoke(request.build());
    return refusal(answer.http(), answer.body().getStatus());
  }

  static Refusal refusal(int http, RequestStatus status) {
    assertThat(http).as("HTTP status").isGreaterThanOrEqualTo(400);
    assertThat(status.getStatus()).isIn(Status.ERROR, Status.ACTOR_NOT_FOUND);
    assertThat(status.getMessage()).isNotBlank();
    return new Refusal(http, status.getStatus(), status.getMessage());
  }

  /** Spawns instances of an UNNAMED actor. */
  void spawn(String parent, String... names) throws IOException {
    SpawnRequest.Builder request = SpawnRequest.newBuilder();
    for (String name : names) {
      request.addActors(Actors.id(system, name, parent));
    }
    Answer<SpawnResponse> answer = client().spawn(request.build());
    assertThat(answer.body().getStatus().getMessage()).isEqualTo("Accepted");
    assertThat(answer.http()).isEqualTo(200);
  }

  /** The state of an actor, through the route for it. */
  ActorState state(String actor) throws IOException {
    Answer<ActorState> answer = client().state(system, actor);
    assertThat(answer.http()).isEqualTo(200);
    return answer.body();
  }

  /**
   * Ends the hosts, which must have seen nothing that their SDK cannot take. After a failed test
   * the end of the proxy's log is printed instead.
   */
  void end(boolean failed) throws IOException {
    List<String> violations = new ArrayList<>();
    for (ScriptedHost host : hosts) {
      violations.addAll(host.violations());
      host.close();
    }
    if (failed) {
      System.err.println("What the proxy said meanwhile:");
      proxy().log().stream().skip(logBegin).limit(100).forEach(System.err::println);
      System.err.println("What the hosts could not take: " + violations);
    } else {
      assertThat(violations).as("what the hosts could not take").isEmpty();
    }
  }
}
