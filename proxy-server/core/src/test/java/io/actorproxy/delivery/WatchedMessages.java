package io.actorproxy.delivery;

import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Messages of a store, with something that happens right after each call. */
public final class WatchedMessages {
  private WatchedMessages() {}

  /** What happens once a call is done, and before it returns to its caller. */
  @FunctionalInterface
  public interface Watcher {
    void onDone(String method) throws StoreException;
  }

  public static MessageStore of(MessageStore store, Watcher watcher) {
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (_, method, arguments) -> {
              Object result;
              try {
                result = method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getExceptionTypes().length > 0) {
                watcher.onDone(method.getName());
              }
              return result;
            });
  }
}
