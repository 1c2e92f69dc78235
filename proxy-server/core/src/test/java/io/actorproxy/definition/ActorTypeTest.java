package io.actorproxy.definition;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType.ActionTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ActorTypeTest {
  @ParameterizedTest
  @ValueSource(strings = {"get", "Get", "get_state", "getState", "GetState"})
  void theStateCanBeAskedForByFiveNames(String action) {
    assertThat(type("a").actions("add").build().targetOf(action)).isEqualTo(ActionTarget.STATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "Get", "get_state", "getState", "GetState"})
  void aTypeThatDefinesOneOfThemGetsAllOfThem(String action) {
    ActorType type = type("a").actions("GetState").build();

    assertThat(type.targetOf(action)).isEqualTo(ActionTarget.HOST);
  }

  @Test
  void actionsAndTimersAreTheHosts() {
    ActorType type = type("a").actions("add").timer("tick", 10).build();

    assertThat(type.targetOf("add")).isEqualTo(ActionTarget.HOST);
    assertThat(type.targetOf("tick")).isEqualTo(ActionTarget.HOST);
    assertThat(type.targetOf("Add")).isEqualTo(ActionTarget.NOT_FOUND);
    assertThat(type.targetOf("")).isEqualTo(ActionTarget.NOT_FOUND);
  }

  @Test
  void theFirstInitActionInTheOrderOfTheProtocolRuns() {
    assertThat(type("a").actions("Setup", "Init").build().initAction()).isEqualTo("Init");
  }
}
