package io.actorproxy.config;

import io.actorproxy.setting.ValueType;
import io.actorproxy.setting.ValueType.Refusal;
import io.actorproxy.statestore.StateCipher;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Reads keys of {@link StateCipher}; no text is no keys. */
final class EncryptionKeys {
  private EncryptionKeys() {}

  static ValueType<List<SecretKey>> type() {
    return new ValueType<>(
        "base64 of %d bytes, or up to %d of these separated by commas"
            .formatted(StateCipher.KEY_BYTES, StateCipher.MAX_KEYS),
        EncryptionKeys::parse);
  }

  private static List<SecretKey> parse(String text) throws Refusal {
    List<SecretKey> keys = new ArrayList<>();
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      keys.add(parseOne(entry, keys.size() + 1));
    }
    if (keys.size() > StateCipher.MAX_KEYS) {
      throw new Refusal("has %d keys".formatted(keys.size()));
    }
    return keys;
  }

  private static SecretKey parseOne(String base64, int position) throws Refusal {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Refusal("is not base64 in key %d".formatted(position));
    }
    if (key.length != StateCipher.KEY_BYTES) {
      throw new Refusal("has %d bytes in key %d".formatted(key.length, position));
    }
    return new SecretKeySpec(key, "AES");
  }
}
