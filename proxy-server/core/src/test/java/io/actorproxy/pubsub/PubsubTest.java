package io.actorproxy.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Outgoing;
import io.actorproxy.invocation.Payload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PubsubTest {
  private static final ActorId A = ActorId.named("sys", "a");
  private static final ActorId B = new ActorId("sys", "type", "b");
  private static final ActorId PUBLISHER = ActorId.named("sys", "publisher");

  private final Pubsub pubsub = new Pubsub();

  private static Outgoing.ToTopic news(String action) {
    return new Outgoing.ToTopic(PUBLISHER, "news", action, Payload.NOOP);
  }

  @Test
  void everyListenerOfAChannelIsThereOnce() {
    pubsub.subscribe(A, Map.of("news", "hear"));
    pubsub.subscribe(B, Map.of("news", "listen", "sport", "cheer"));
    pubsub.subscribe(A, Map.of("news", "hear"));

    assertThat(pubsub.subscribersOf("sys", "news"))
        .containsExactlyInAnyOrder(
            new Pubsub.Subscriber(A, "hear"), new Pubsub.Subscriber(B, "listen"));
    assertThat(pubsub.subscribersOf("sys", "nothing")).isEmpty();
  }

  @Test
  void systemsDoNotHearEachOther() {
    pubsub.subscribe(A, Map.of("news", "hear"));

    assertThat(pubsub.subscribersOf("other", "news")).isEmpty();
  }

  @Test
  void newChannelsReplaceTheOld() {
    pubsub.subscribe(A, Map.of("news", "hear", "sport", "cheer"));

    pubsub.subscribe(A, Map.of("sport", "boo"));

    assertThat(pubsub.subscribersOf("sys", "news")).isEmpty();
    assertThat(pubsub.subscribersOf("sys", "sport"))
        .containsExactly(new Pubsub.Subscriber(A, "boo"));
    pubsub.subscribe(A, Map.of());
    assertThat(pubsub.subscribersOf("sys", "sport")).isEmpty();
  }

  @Test
  void aBroadcastIsOneCallForEveryListener() {
    pubsub.subscribe(A, Map.of("news", "hear"));
    pubsub.subscribe(B, Map.of("news", "listen"));

    List<Call> calls = new PubsubDispatcher(pubsub).callsFor(news(""));

    assertThat(calls).extracting(Call::name).containsExactlyInAnyOrder("a", "b");
    assertThat(calls).extracting(Call::action).containsExactlyInAnyOrder("hear", "listen");
    assertThat(calls).allMatch(Call::async).allMatch(c -> PUBLISHER.equals(c.caller()));
    assertThat(calls).extracting(Call::parent).containsExactlyInAnyOrder("", "type");
  }

  @Test
  void aBroadcastMayNameTheActionItself() {
    pubsub.subscribe(A, Map.of("news", "hear"));

    assertThat(new PubsubDispatcher(pubsub).callsFor(news("override")))
        .singleElement()
        .matches(call -> call.action().equals("override"));
  }
}
