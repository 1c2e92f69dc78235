package io.actorproxy.cluster.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.setting.Environment;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator sets, and what follows if nothing is set. */
final class LinkSettingsTest {
  private static final String SECRET = "hush-hush-hush-hush";

  @Test
  void nothingHasToBeSet() {
    LinkConfig config = read(Map.of());

    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(9002);
    assertThat(config.secret()).isEmpty();
    assertThat(config.certificates()).isNull();
    assertThat(config.limits()).isEqualTo(Limits.DEFAULTS);
  }

  @Test
  void whatALinkMayHoldIsAShareOfASmallHeap() {
    Limits small = Limits.ofHeap(64L << 20);
    assertThat(small.callBytes()).isEqualTo(8 << 20);
    assertThat(small.queuedBytes()).isEqualTo(2 << 20);
    assertThat(small.messageBytes()).isEqualTo(8 << 20);

    Limits large = Limits.ofHeap(8L << 30);
    assertThat(large.callBytes()).isEqualTo(64 << 20);
    assertThat(large.queuedBytes()).isEqualTo(16 << 20);
    assertThat(large.messageBytes()).isEqualTo(16 << 20);
  }

  @Test
  void theSecretIsTheCookieOfTheOperatorUnlessOneIsSet() {
    assertThat(read(Map.of("RELEASE_COOKIE", "cookie")).secret()).isEqualTo("cookie");
    assertThat(read(Map.of("RELEASE_COOKIE", "cookie", "PROXY_CLUSTER_SECRET", SECRET)).secret())
        .isEqualTo(SECRET);
  }

  @Test
  void certificatesAreThoseOfTheOperatorUnlessAFolderIsSet() {
    assertThat(read(Map.of("ERL_CLUSTER_MTLS_ENABLED", "true")).certificates())
        .isEqualTo(Path.of("/app/certs"));
    assertThat(
            read(Map.of("ERL_CLUSTER_MTLS_ENABLED", "true", "PROXY_CLUSTER_CERTIFICATES", "/certs"))
                .certificates())
        .isEqualTo(Path.of("/certs"));
  }

  @Test
  void aSecretIsNotShown() {
    Environment env = new Environment(Map.of("PROXY_CLUSTER_SECRET", SECRET));
    LinkConfig config = LinkSettings.read(env, "cluster");

    assertThat(env.settings(LinkSettings.SECTION.variables()).toString()).doesNotContain(SECRET);
    assertThat(config.toString()).doesNotContain(SECRET);
  }

  @Test
  void aSecretThatIsSoonGuessedIsRefusedByNameAndNotShown() {
    Environment env = new Environment(Map.of("PROXY_CLUSTER_SECRET", "fifteen-letters"));
    LinkSettings.read(env, "cluster");

    assertThatThrownBy(env::refuseIfWrong)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("PROXY_CLUSTER_SECRET")
        .hasMessageContaining("has 15 characters; allowed is at least 16")
        .hasMessageNotContaining("fifteen");
  }

  @Test
  void aShortCookieOfTheOperatorIsWarnedAbout() {
    assertThat(warnings(Map.of("RELEASE_COOKIE", "cookie")))
        .singleElement()
        .asString()
        .contains("RELEASE_COOKIE has 6 characters", "PROXY_CLUSTER_SECRET")
        .doesNotContain("cookie");
    assertThat(warnings(Map.of("RELEASE_COOKIE", "cookie", "PROXY_CLUSTER_SECRET", SECRET)))
        .isEmpty();
  }

  @Test
  void certificatesWithoutASecretAreWarnedAbout() {
    assertThat(warnings(Map.of("PROXY_CLUSTER_CERTIFICATES", "/certs")))
        .singleElement()
        .asString()
        .contains("PROXY_CLUSTER_SECRET", "ca.crt");
    assertThat(
            warnings(
                Map.of("PROXY_CLUSTER_CERTIFICATES", "/certs", "PROXY_CLUSTER_SECRET", SECRET)))
        .isEmpty();
  }

  @Test
  void limitsAreChecked() {
    Environment env = new Environment(Map.of("PROXY_CLUSTER_LINK_MAX_CALLS", "0"));
    LinkSettings.read(env, "cluster");

    assertThatThrownBy(env::refuseIfWrong)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("PROXY_CLUSTER_LINK_MAX_CALLS");
  }

  @Test
  void aMemberAnnouncesWhatIsSetElseItsPodElseHowItReachesTheStore() {
    assertThat(LinkAddress.host("set", "10.0.0.1", () -> "10.0.0.2")).isEqualTo("set");
    assertThat(LinkAddress.host("", "10.0.0.1", () -> "10.0.0.2")).isEqualTo("10.0.0.1");
    assertThat(LinkAddress.host("", "", () -> "10.0.0.2")).isEqualTo("10.0.0.2");
  }

  @Test
  void anAddressIsFoundAgain() throws IOException {
    assertThat(LinkAddress.resolve(LinkAddress.format("127.0.0.1", 9)).toString())
        .isEqualTo("/127.0.0.1:9");
    assertThat(LinkAddress.format("::1", 9)).isEqualTo("[::1]:9");
    assertThat(LinkAddress.resolve("[::1]:9").getPort()).isEqualTo(9);
    for (String wrong : new String[] {"", ":9", "host", "host:", "host:x", "host:65536"}) {
      assertThatThrownBy(() -> LinkAddress.resolve(wrong)).isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void thePreviousSecretIsAnotherOneBesideTheSecret() {
    assertThat(
            read(Map.of("PROXY_CLUSTER_SECRET", SECRET, "PROXY_CLUSTER_SECRET_PREVIOUS", "cookie"))
                .previousSecret())
        .isEqualTo("cookie");
    assertThat(
            read(Map.of("PROXY_CLUSTER_SECRET", SECRET, "PROXY_CLUSTER_SECRET_PREVIOUS", SECRET))
                .previousSecret())
        .isEmpty();
    assertThat(read(Map.of("PROXY_CLUSTER_SECRET_PREVIOUS", SECRET)).previousSecret()).isEmpty();
  }

  private static List<String> warnings(Map<String, String> variables) {
    Environment env = new Environment(variables);
    LinkSettings.warn(env, LinkSettings.read(env, "cluster"));
    return env.warnings();
  }

  private static LinkConfig read(Map<String, String> variables) {
    Environment env = new Environment(variables);
    LinkConfig config = LinkSettings.read(env, "cluster");
    env.refuseIfWrong();
    return config;
  }
}
