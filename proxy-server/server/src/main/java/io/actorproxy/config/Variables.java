package io.actorproxy.config;

import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.util.List;

/**
 * Every variable the proxy reads, declared once: parsing, the effective table and the documentation
 * all come from here. Durations are in milliseconds, sizes in bytes.
 */
final class Variables {
  /** In the order in which they are shown. */
  static final List<Section> SECTIONS =
      List.of(
          IdentitySettings.SECTION,
          HttpSettings.SECTION,
          LoopSettings.SECTION,
          HostSettings.SECTION,
          InvocationSettings.SECTION,
          MessageSettings.SECTION,
          LifecycleSettings.SECTION,
          StateSettings.SECTION,
          AdminSettings.SECTION,
          ObservationSettings.SECTION);

  private Variables() {}

  /** All of them, in the order in which they are shown. */
  static List<Variable<?>> all() {
    return SECTIONS.stream().<Variable<?>>flatMap(s -> s.variables().stream()).toList();
  }
}
