package io.actorproxy.statestore;

/**
 * The full identity of an actor, under which a store keeps its state.
 *
 * <p>It is never hashed or folded: two keys are the same only when all three texts are the same,
 * code point by code point. Case, trailing spaces and the Unicode normal form all count. Every
 * driver stores texts of up to 1 KiB of UTF-8 each.
 *
 * @param system the actor system
 * @param parent the registered type of a spawned instance; empty for a named actor
 * @param name the actor's own name
 * @throws IllegalArgumentException if a text is not {@linkplain #isStorable storable}
 */
public record ActorKey(String system, String parent, String name) {

  public ActorKey {
    requireStorable("system", system);
    requireStorable("parent", parent);
    requireStorable("name", name);
  }

  /**
   * Whether every store can keep this text unchanged. Databases keep text as UTF-8, where an
   * unpaired surrogate becomes a question mark (and so another actor's name), and some of them
   * refuse the character NUL.
   */
  public static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private static void requireStorable(String field, String text) {
    if (!isStorable(text)) {
      throw new IllegalArgumentException(
          "Expected the actor's %s to be Unicode text without NUL, but it is not: %s"
              .formatted(field, text));
    }
  }
}
