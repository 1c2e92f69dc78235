package io.actorproxy.setting;

import java.util.function.Supplier;

/**
 * A variable of the environment that the proxy reads.
 *
 * @param name its name
 * @param type the values it may have
 * @param defaultText the value it has when it is absent or empty; empty when only its reader can
 *     find it
 * @param defaultMeaning the default in words, where the text alone would not say it; or empty
 * @param meaning what it decides, one sentence
 * @param secret whether its value must never be shown
 * @param original whether Spawn has the same variable
 */
public record Variable<T>(
    String name,
    ValueType<T> type,
    Supplier<String> defaultText,
    String defaultMeaning,
    String meaning,
    boolean secret,
    boolean original) {
  /** One whose default is the same everywhere. */
  public Variable(
      String name,
      ValueType<T> type,
      String defaultText,
      String defaultMeaning,
      String meaning,
      boolean secret,
      boolean original) {
    this(name, type, () -> defaultText, defaultMeaning, meaning, secret, original);
  }

  /** The value as it may be shown. */
  public String shown(String value) {
    return secret ? Masking.MASK : Masking.printable(value);
  }
}
