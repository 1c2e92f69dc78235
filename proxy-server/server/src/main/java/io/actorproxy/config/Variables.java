package io.actorproxy.config;

import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every variable that the proxy and its parts read. Each is declared once, in its section; how it
 * is parsed, the table of settings and the page of the configuration come from there. Durations are
 * in milliseconds, sizes in bytes.
 *
 * @param sections in the order in which they are shown
 */
record Variables(List<Section> sections) {
  private static final List<Section> OF_EVERY_PROXY =
      List.of(
          IdentitySettings.SECTION,
          HttpSettings.SECTION,
          LoopSettings.SECTION,
          HostSettings.SECTION,
          InvocationSettings.SECTION,
          MessageSettings.SECTION,
          LifecycleSettings.SECTION,
          StateSettings.SECTION,
          ObservationSettings.SECTION);

  /** Those of this proxy, then those of its parts. */
  static Variables of(Distribution distribution) {
    return new Variables(
        Stream.concat(OF_EVERY_PROXY.stream(), distribution.sections().stream()).toList());
  }

  /** All of them, in the order in which they are shown. */
  List<Variable<?>> all() {
    return sections.stream().<Variable<?>>flatMap(s -> s.variables().stream()).toList();
  }

  /** Those without which data is open to more people than the operator wants. */
  List<Variable<?>> protecting() {
    return sections.stream().<Variable<?>>flatMap(s -> s.protecting().stream()).toList();
  }
}
