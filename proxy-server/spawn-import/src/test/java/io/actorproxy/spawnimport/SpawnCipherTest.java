package io.actorproxy.spawnimport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;

/** The layout that nothing authenticates; the other one is read from real rows elsewhere. */
final class SpawnCipherTest {
  private static final SecretKey KEY = Copying.keyOf(SpawnOnPostgres.KEY);
  private static final SecretKey OTHER =
      Copying.keyOf("bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE=");
  private static final byte[] STATE =
      StringValue.of("a message that is long enough to be told from noise").toByteArray();

  @Test
  void counterModeIsOpenedByItsKey() throws Exception {
    assertThat(cipher(KEY).open(counterMode())).isEqualTo(STATE);
    assertThat(cipher(OTHER, KEY).open(counterMode())).isEqualTo(STATE);
  }

  @Test
  void counterModeWithAWrongKeyIsNoMessage() {
    assertThatThrownBy(() -> cipher(OTHER).open(counterMode()))
        .hasMessage("is opened by no key: another key, or damaged");
  }

  @Test
  void withoutAKeyNothingIsOpened() {
    assertThatThrownBy(() -> cipher().open(counterMode()))
        .hasMessage("is encrypted, but no key is given");
  }

  @Test
  void whatIsCutIsNotOpened() {
    assertThatThrownBy(() -> cipher(KEY).open("\u0001\nAES.CTR.V1short".getBytes(US_ASCII)))
        .hasMessageContaining("no key");
  }

  private static SpawnCipher cipher(SecretKey... keys) {
    return new SpawnCipher(List.of(keys), new SecureRandom());
  }

  private static byte[] counterMode() throws Exception {
    byte[] iv = "sixteen bytes iv".getBytes(US_ASCII);
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, KEY, new IvParameterSpec(iv));
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    blob.write("\u0001\nAES.CTR.V1".getBytes(US_ASCII));
    blob.write(iv);
    blob.write(cipher.doFinal(STATE));
    return blob.toByteArray();
  }
}
