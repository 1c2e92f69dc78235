package io.actorproxy.cluster.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.setting.Environment;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClusterSettingsTest {
  @Test
  void aProxyWorksAloneUnlessAStrategyIsSet() {
    ClusterConfig config = ClusterSettings.read(new Environment(Map.of()));
    assertThat(config.isMember()).isFalse();
    assertThat(config.membership()).isEmpty();
  }

  @Test
  void eachStrategyMakesItAMember() {
    for (String strategy : new String[] {"gossip", "kubernetes-dns", "static", "epmd"}) {
      var env =
          new Environment(Map.of("PROXY_CLUSTER_STRATEGY", strategy, "PROXY_APP_NAME", "shop"));
      assertThat(ClusterSettings.read(env).membership()).as(strategy).isPresent();
      assertThat(env.warnings()).isEmpty();
    }
  }

  @Test
  void anAppWithoutANameIsWarnedAbout() {
    var env = new Environment(Map.of("PROXY_CLUSTER_STRATEGY", "static"));
    assertThat(ClusterSettings.read(env).isMember()).isTrue();
    assertThat(env.warnings()).singleElement().asString().contains("PROXY_APP_NAME");
  }

  @Test
  void aWeakSecretIsWarnedAboutAtAMemberAlone() {
    var alone = new Environment(Map.of("RELEASE_COOKIE", "c"));
    assertThat(ClusterSettings.read(alone).isMember()).isFalse();
    assertThat(alone.warnings()).isEmpty();

    var member =
        new Environment(
            Map.of(
                "PROXY_CLUSTER_STRATEGY", "epmd", "PROXY_APP_NAME", "shop", "RELEASE_COOKIE", "c"));
    assertThat(ClusterSettings.read(member).isMember()).isTrue();
    assertThat(member.warnings()).singleElement().asString().contains("RELEASE_COOKIE");
  }

  @Test
  void aStoreOfOneProcessUnderTheNameOfASharedOneLeavesItAlone() {
    var env =
        new Environment(
            Map.of("PROXY_CLUSTER_STRATEGY", "gossip", "PROXY_DATABASE_TYPE", "native"));
    assertThat(ClusterSettings.read(env).isMember()).isFalse();
    assertThat(env.warnings()).singleElement().asString().contains("native");
  }
}
