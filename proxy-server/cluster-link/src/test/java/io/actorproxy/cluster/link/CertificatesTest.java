package io.actorproxy.cluster.link;

import static io.actorproxy.cluster.link.LinkFixture.FAST;
import static io.actorproxy.cluster.link.LinkFixture.SECRET;
import static io.actorproxy.cluster.link.LinkFixture.SMALL;
import static io.actorproxy.cluster.link.LinkFixture.call;
import static io.actorproxy.cluster.link.LinkFixture.config;
import static io.actorproxy.cluster.link.LinkFixture.introduce;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.CallOutcome.Answered;
import io.actorproxy.cluster.CallOutcome.NeverSent;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that know each other by certificates. */
final class CertificatesTest {
  private static final Path ALL = Path.of("src/test/resources/certificates");
  private static final List<String> FILES = List.of("tls.crt", "tls.key", "ca.crt");

  private final LinkFixture fixture = new LinkFixture();
  @TempDir Path folder;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void membersWithCertificatesOfOneAuthorityNeedNoSecret() {
    TestMember one = member(1, "", ALL.resolve("ours"));
    TestMember two = member(2, "", ALL.resolve("ours"));
    introduce(one, two);

    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void aStrangersCertificateIsRefusedByBothSides() {
    TestMember one = member(1, SECRET, ALL.resolve("ours"));
    TestMember two = member(2, SECRET, ALL.resolve("strangers"));
    introduce(one, two);

    assertThat(one.call(two, call("x")).join()).isInstanceOf(NeverSent.class);
    assertThat(two.call(one, call("x")).join()).isInstanceOf(NeverSent.class);
    assertThat(one.taken).isEmpty();
    assertThat(two.taken).isEmpty();
  }

  /** The side that accepts looks at the certificate of the side that dials, too. */
  @Test
  void aStrangerThatTrustsTheAuthorityIsRefused() throws IOException {
    install("strangers");
    Files.copy(ALL.resolve("ours/ca.crt"), folder.resolve("ca.crt"), REPLACE_EXISTING);
    TestMember one = member(1, SECRET, ALL.resolve("ours"));
    TestMember two = member(2, SECRET, folder);
    introduce(one, two);

    assertThat(two.call(one, call("x")).join()).isInstanceOf(NeverSent.class);
    assertThat(one.call(two, call("x")).join()).isInstanceOf(NeverSent.class);
    assertThat(one.taken).isEmpty();
    assertThat(two.taken).isEmpty();
  }

  @Test
  void whoHasNoCertificateIsRefusedThoughItHasTheSecret() {
    TestMember one = member(1, SECRET, ALL.resolve("ours"));
    TestMember two = fixture.member(2);
    introduce(one, two);

    assertThat(one.call(two, call("x")).join()).isInstanceOf(NeverSent.class);
    assertThat(two.call(one, call("x")).join()).isInstanceOf(NeverSent.class);
  }

  @Test
  void aCertificateIsNotEnoughWhereThereIsASecret() {
    TestMember one = member(1, SECRET, ALL.resolve("ours"));
    TestMember two = member(2, "another", ALL.resolve("ours"));
    introduce(one, two);

    assertThat(one.call(two, call("x")).join().toString()).contains("secret");
  }

  @Test
  void newCertificatesAreForLaterConnections() {
    install("ours");
    TestMember one = member(1, SECRET, folder);
    TestMember two = member(2, SECRET, ALL.resolve("ours"));
    TestMember three = member(3, SECRET, ALL.resolve("later"));
    introduce(one, two, three);
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
    assertThat(three.call(one, call("x")).join()).isInstanceOf(NeverSent.class);

    install("later");
    one.links.reloadCertificates();

    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
    await().until(() -> three.call(one, call("x")).join() instanceof Answered);
    assertThat(one.call(three, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void filesThatDoNotFitLeaveTheCertificatesAsTheyAre() throws IOException {
    install("ours");
    TestMember one = member(1, SECRET, folder);
    TestMember two = member(2, SECRET, ALL.resolve("ours"));
    introduce(one, two);

    Files.copy(ALL.resolve("later/tls.crt"), folder.resolve("tls.crt"), REPLACE_EXISTING);
    one.links.reloadCertificates();
    CallOutcome half = one.call(two, call("x")).join();
    Files.writeString(folder.resolve("tls.crt"), "no certificate");
    one.links.reloadCertificates();
    Files.delete(folder.resolve("tls.crt"));
    one.links.reloadCertificates();

    assertThat(half).isInstanceOf(Answered.class);
    two.links.onJoined(4);
    introduce(one, two);
    assertThat(one.call(two, call("x")).join()).isNotNull();
  }

  @Test
  void aMemberDoesNotStartWithFilesThatDoNotFit() throws IOException {
    install("ours");
    Files.copy(ALL.resolve("later/tls.key"), folder.resolve("tls.key"), REPLACE_EXISTING);
    assertThatThrownBy(() -> new Certificates(folder))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("tls.key of " + folder + " is not the key of tls.crt");

    Files.delete(folder.resolve("ca.crt"));
    assertThatThrownBy(() -> new Certificates(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ca.crt");
  }

  private TestMember member(long epoch, String secret, Path certificates) {
    return fixture.member(epoch, config(secret, Versions.CURRENT, SMALL, FAST, certificates));
  }

  private void install(String authority) {
    for (String file : FILES) {
      try {
        Files.writeString(
            folder.resolve(file), Files.readString(ALL.resolve(authority).resolve(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
