package io.actorproxy.endurance;

import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The driver {@code sqlite}, whose writes wait for as long as there is a file {@value #HOLD} in the
 * directory of the data. Reads continue. It depends on nothing but the interfaces of stores, so
 * that it is a jar of one class.
 */
public final class HeldSqliteDriver implements StateStoreDriver {
  static final String TYPE = "held-sqlite";
  static final String HOLD = "hold";

  private static final Set<String> READS =
      Set.of(
          "load",
          "loadBatch",
          "nextDue",
          "find",
          "list",
          "count",
          "totals",
          "atOrBefore",
          "instances",
          "instancesNamed",
          "instancesOf",
          "countInstances",
          "registrations",
          "registrants");
  private static final Set<Class<?>> PARTS =
      Set.of(SnapshotStore.class, HistoryStore.class, MessageStore.class, LookupStore.class);

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public StateStore open(StoreSettings settings) throws StoreException {
    for (StateStoreDriver driver :
        ServiceLoader.load(StateStoreDriver.class, StateStoreDriver.class.getClassLoader())) {
      if (driver.type().equals("sqlite")) {
        Path hold = settings.dataDir().resolve(HOLD);
        return held(StateStore.class, driver.open(settings), hold);
      }
    }
    throw new IllegalStateException("there is no driver sqlite");
  }

  private static <T> T held(Class<T> type, Object target, Path hold) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (PARTS.contains(type) && !READS.contains(method.getName())) {
                awaitNo(hold);
              }
              Object result = invoke(target, method, arguments);
              return result != null && PARTS.contains(method.getReturnType())
                  ? held(method.getReturnType(), result, hold)
                  : result;
            }));
  }

  private static @Nullable Object invoke(
      Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void awaitNo(Path hold) {
    while (Files.exists(hold)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
