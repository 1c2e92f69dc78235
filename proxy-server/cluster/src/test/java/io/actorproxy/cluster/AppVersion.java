package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.TypeName;
import java.util.List;

/**
 * The types of the simulation. Each app has a type of its own that it adds with version 1, and one
 * that it withdraws with version 2. The first type is registered by all apps.
 */
final class AppVersion {
  static final int LAST = 2;

  private AppVersion() {}

  static TypeName typeOf(int actor, int apps) {
    if (actor % 3 == 0) {
      return shared();
    }
    String app = apps == 1 || actor % 2 == 0 ? "a" : "b";
    return actor % 3 == 1 ? withdrawn(app) : added(app);
  }

  static List<TypeName> types(String app, int apps, int version) {
    return switch (version) {
      case 0 -> apps == 1 ? List.of(withdrawn(app), shared()) : List.of(shared(), withdrawn(app));
      case 1 -> List.of(withdrawn(app), added(app), shared());
      default -> List.of(added(app), shared());
    };
  }

  private static TypeName shared() {
    return new TypeName("system", "shared");
  }

  private static TypeName withdrawn(String app) {
    return new TypeName("system", "first of " + app);
  }

  private static TypeName added(String app) {
    return new TypeName("system", "second of " + app);
  }
}
