package io.actorproxy.setting;

/**
 * One variable as it took effect.
 *
 * @param name the variable's name
 * @param value its value, already masked if it is secret
 * @param source where the value comes from
 */
public record Setting(String name, String value, Source source) {
  /** Where a value comes from. */
  public enum Source {
    ENVIRONMENT("environment"),
    DEFAULT("default"),
    /** It is set, but has no effect in this version. */
    NO_EFFECT("no effect");

    private final String shown;

    Source(String shown) {
      this.shown = shown;
    }

    @Override
    public String toString() {
      return shown;
    }
  }
}
