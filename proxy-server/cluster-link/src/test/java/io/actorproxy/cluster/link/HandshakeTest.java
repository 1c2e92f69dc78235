package io.actorproxy.cluster.link;

import static io.actorproxy.cluster.link.LinkFixture.FAST;
import static io.actorproxy.cluster.link.LinkFixture.SECRET;
import static io.actorproxy.cluster.link.LinkFixture.SMALL;
import static io.actorproxy.cluster.link.LinkFixture.changing;
import static io.actorproxy.cluster.link.LinkFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.link.Handshake.Role;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.codec.MalformedMessageException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A proof is good once, for one side, and for what was said. */
final class HandshakeTest {
  private final Handshake handshake = new Handshake(config(), new Random(1));
  private final ByteString hello = handshake.hello(1, 2, "10.0.0.1:9").write();
  private final ByteString challenge = handshake.hello(2, 1, "10.0.0.2:9").write();
  private final ByteString proof = handshake.proof(Role.DIALER, hello, challenge);

  @Test
  void whoHasTheSecretCanProveIt() {
    Handshake other = new Handshake(config(), new Random(2));

    assertThat(other.isProof(proof, Role.DIALER, hello, challenge)).isTrue();
  }

  @Test
  void anotherSecretMakesAnotherProof() {
    Handshake other =
        new Handshake(config("another", Versions.CURRENT, SMALL, FAST, null), new Random(1));

    assertThat(other.isProof(proof, Role.DIALER, hello, challenge)).isFalse();
  }

  @Test
  void whileTheSecretIsChangedMembersOfEitherKnowEachOther() {
    LinkConfig[] members = {
      config(), changing("the next secret", SECRET), changing("the next secret", "")
    };
    for (int dialer = 0; dialer < members.length; dialer++) {
      for (int acceptor = 0; acceptor < members.length; acceptor++) {
        Handshake dials = new Handshake(members[dialer], new Random(1));
        Handshake accepts = new Handshake(members[acceptor], new Random(2));
        ByteString answer =
            accepts.answer(dials.proof(Role.DIALER, hello, challenge), hello, challenge);
        assertThat(answer != null)
            .as("%d dials %d", dialer, acceptor)
            .isEqualTo(Math.abs(dialer - acceptor) < 2);
        if (answer != null) {
          assertThat(dials.isProof(answer, Role.ACCEPTOR, hello, challenge)).isTrue();
        }
      }
    }
  }

  @Test
  void whatIsNoCodeIsNoProof() {
    for (int length : new int[] {0, 1, 31, 33, 63}) {
      assertThat(
              handshake.isProof(
                  proof.concat(proof).substring(0, length), Role.DIALER, hello, challenge))
          .as("%d bytes", length)
          .isFalse();
    }
    ByteString many = proof.concat(proof).concat(proof);
    assertThat(handshake.isProof(many, Role.DIALER, hello, challenge)).isFalse();
  }

  @Test
  void theMarkOfThePreviousSecretIsThatOfMembersThatHaveNoOther() {
    assertThat(changing("the next secret", SECRET).previousMark()).isEqualTo(config().mark());
    assertThat(changing("the next secret", SECRET).mark()).isNotEqualTo(config().mark());
    assertThat(config().previousMark()).isEmpty();
    assertThat(changing("the next secret", SECRET).toString()).doesNotContain("secret");
  }

  @Test
  void membersThatCanProveThemselvesToEachOtherHaveOneMarkAndOthersHaveNot() {
    String mark = config().mark();

    assertThat(config().mark()).isEqualTo(mark);
    assertThat(mark).hasSizeLessThanOrEqualTo(64).doesNotContain(config().secret());
    assertThat(config("another", Versions.CURRENT, SMALL, FAST, null).mark()).isNotEqualTo(mark);
    assertThat(config(config().secret(), Versions.CURRENT, SMALL, FAST, Path.of("tls")).mark())
        .isNotEqualTo(mark);
  }

  /** Computed by another program: PBKDF2, 20,000 rounds of HMAC-SHA256. */
  @Test
  void aProofIsTheSameInAllBuildsAndItsKeyIsSlowToDerive() {
    ByteString known =
        handshake.proof(
            Role.DIALER, ByteString.copyFromUtf8("hello"), ByteString.copyFromUtf8("challenge"));

    assertThat(HexFormat.of().formatHex(known.toByteArray()))
        .isEqualTo("c69857ec9d0ccc7d465301a4bc72fa0c9a1dca53c54b7e7c98f6b75e29ed1f7e");
  }

  @Test
  void aProofOfOneSideIsNoneOfTheOther() {
    assertThat(handshake.isProof(proof, Role.ACCEPTOR, hello, challenge)).isFalse();
    assertThat(handshake.isProof(proof, Role.ACCEPTOR, challenge, hello)).isFalse();
  }

  @Test
  void aProofIsNotGoodForAnotherNonce() {
    ByteString later = handshake.hello(2, 1, "10.0.0.2:9").write();

    assertThat(later).isNotEqualTo(challenge);
    assertThat(handshake.isProof(proof, Role.DIALER, hello, later)).isFalse();
  }

  @Test
  void aProofCoversEveryByteThatWasSaid() {
    for (int i = 0; i < hello.size(); i++) {
      assertThat(handshake.isProof(proof, Role.DIALER, changed(hello, i), challenge)).isFalse();
    }
    for (int i = 0; i < challenge.size(); i++) {
      assertThat(handshake.isProof(proof, Role.DIALER, hello, changed(challenge, i))).isFalse();
    }
    assertThat(
            handshake.isProof(
                proof, Role.DIALER, hello.substring(0, 5), hello.substring(5).concat(challenge)))
        .isFalse();
  }

  @Test
  void aProofOfAnotherLengthIsRefused() {
    assertThat(handshake.isProof(ByteString.EMPTY, Role.DIALER, hello, challenge)).isFalse();
    assertThat(handshake.isProof(proof.substring(1), Role.DIALER, hello, challenge)).isFalse();
  }

  @Test
  void aHelloWithoutNonceIsRefused() {
    assertThatThrownBy(() -> Hello.read(ByteString.EMPTY))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("nonce has 0 bytes");
  }

  @Test
  void theNewestCommonVersionIsUsed() {
    assertThat(new Versions(1, 3).common(2, 5)).isEqualTo(3);
    assertThat(new Versions(2, 5).common(1, 3)).isEqualTo(3);
    assertThat(new Versions(1, 2).common(3, 4)).isZero();
    assertThat(new Versions(3, 4).common(1, 2)).isZero();
  }

  private static ByteString changed(ByteString bytes, int at) {
    byte[] array = bytes.toByteArray();
    array[at] ^= 1;
    return ByteString.copyFrom(array);
  }
}
