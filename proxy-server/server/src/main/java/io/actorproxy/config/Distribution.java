package io.actorproxy.config;

import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.DoorSettings;
import io.actorproxy.part.ServerPart;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which parts this distribution of the proxy has.
 *
 * @param parts in the order of their titles
 */
record Distribution(List<ServerPart> parts) {
  Distribution {
    parts = parts.stream().sorted(Comparator.comparing(ServerPart::title)).toList();
  }

  /**
   * That of the class path.
   *
   * @throws ConfigException if a part cannot be loaded; says which
   */
  static Distribution found() {
    try {
      return new Distribution(
          ServiceLoader.load(ServerPart.class, Distribution.class.getClassLoader()).stream()
              .map(ServiceLoader.Provider::get)
              .toList());
    } catch (ServiceConfigurationError e) {
      throw new ConfigException(List.of("A part of the proxy cannot be loaded: " + e.getMessage()));
    }
  }

  /** The variables of all parts. */
  List<Section> sections() {
    return parts.stream().map(ServerPart::section).toList();
  }

  List<ConfiguredPart> configure(Environment env, DoorSettings door) {
    return parts.stream().map(part -> part.configure(env, door)).toList();
  }

  /** The parts that others have. */
  List<KnownPart> lacks() {
    Set<String> titles = parts.stream().map(ServerPart::title).collect(Collectors.toSet());
    return KnownPart.ALL.stream().filter(part -> !titles.contains(part.title())).toList();
  }
}
