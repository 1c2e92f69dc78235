package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.named;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.Values;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithProxy
final class ActorsAreKnownByTheirFullIdentityIT {
  @Test
  void oneNameUnderTwoParentsIsTwoActors(Scenario s) throws Exception {
    s.host(unnamed("account").counting(), unnamed("wallet").counting());
    s.spawn("account", "ada");
    s.spawn("wallet", "ada");

    s.ok(s.request("ada", "account", "add").setValue(Values.any("1")));
    s.ok(s.request("ada", "wallet", "add").setValue(Values.any("2")));

    assertThat(s.ok(s.request("ada", "account", "read"))).isEqualTo("1");
    assertThat(s.ok(s.request("ada", "wallet", "read"))).isEqualTo("2");
  }

  @Test
  void aRequestThatLeavesItOpenIsToldWhomItCouldMean(Scenario s) throws Exception {
    s.host(unnamed("account").counting(), unnamed("wallet").counting());
    s.spawn("account", "ada");
    s.spawn("wallet", "ada");

    Refusal refusal = s.refused("ada", "read");

    assertThat(refusal.code()).isEqualTo("AMBIGUOUS_ACTOR");
    assertThat(refusal.message()).contains("account").contains("wallet");
  }

  @Test
  void aSingleActorOfANameIsFoundWithoutItsParent(Scenario s) throws Exception {
    s.host(unnamed("account").counting(), unnamed("wallet").counting());
    s.spawn("account", "ada");

    assertThat(s.ok("ada", "add", "1")).isEqualTo("1");
  }

  @Test
  void oneNameInTwoSystemsIsTwoActors(Scenario s) throws Exception {
    s.host(counter("counter"));
    s.ok("counter", "add", "1");
    String other = s.system() + "-other";
    s.hostOf(other, Sdk.NODE, counter("counter"));

    var request = s.request("counter", "add").setValue(Values.any("5"));
    request.getSystemBuilder().setName(other);
    request.getActorBuilder().getIdBuilder().setSystem(other);
    assertThat(s.ok(request)).isEqualTo("5");

    s.host(counter("counter"));
    assertThat(s.ok("counter", "read")).isEqualTo("1");
  }

  @Test
  void namesThatLookAlikeStayApart(Scenario s) throws Exception {
    String longName = "x".repeat(1_000);
    List<String> names =
        new ArrayList<>(
            List.of(
                "Aa", "BB", "a|b", "a/b", "a b", "a'b", "a\";b", "ä", "a\u0308", "日本", "A", "a"));
    names.add(longName);
    s.host(unnamed("account").counting());
    s.spawn("account", names.toArray(String[]::new));

    for (int i = 0; i < names.size(); i++) {
      s.ok(names.get(i), "add", "" + (i + 1));
    }

    for (int i = 0; i < names.size(); i++) {
      assertThat(s.ok(names.get(i), "read")).as(names.get(i)).isEqualTo("" + (i + 1));
    }
  }

  @Test
  void thousandsOfActorsNeverShareState(Scenario s) throws Exception {
    int count = 2_000;
    s.host(unnamed("account").counting());
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "account-" + i;
    }
    s.spawn("account", names);

    Together.run(8, part -> addUp(s, names, part));

    List<String> results = Together.run(8, part -> check(s, names, part));
    assertThat(results).containsOnly("");
  }

  private static String addUp(Scenario s, String[] names, int part) throws Exception {
    try (var connection = s.client().connect()) {
      for (int i = part; i < names.length; i += 8) {
        connection.invoke(s.request(names[i], "add").setValue(Values.any("" + i)).build());
      }
    }
    return "";
  }

  private static String check(Scenario s, String[] names, int part) throws Exception {
    StringBuilder wrong = new StringBuilder();
    try (var connection = s.client().connect()) {
      for (int i = part; i < names.length; i += 8) {
        var answer = connection.invoke(s.request(names[i], "read").build());
        if (Values.number(answer.body().getValue()) != i) {
          wrong.append(names[i]).append(' ').append(answer);
        }
      }
    }
    return wrong.toString();
  }

  @Test
  void aRequestWhoseActorHasNoSystemMeansTheSystemOfTheRequest(Scenario s) throws Exception {
    ScriptedHost host = s.host(Sdk.SPRING, named("actor").action("look", call -> {}));

    host.invoke("actor", "", "look", "");

    assertThat(host.received("look").getFirst().getActor().getSystem()).isEqualTo(s.system());
  }
}
