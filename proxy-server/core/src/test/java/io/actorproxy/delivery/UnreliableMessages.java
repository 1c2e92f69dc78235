package io.actorproxy.delivery;

import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.random.RandomGenerator;

/** Messages of a store that fails now and then: before a call is done, or with the answer lost. */
final class UnreliableMessages {
  private final MessageStore store;
  private final RandomGenerator random;

  /** One in so many calls fails; 0 for none. */
  private int oneIn;

  UnreliableMessages(MessageStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  void failOneIn(int calls) {
    oneIn = calls;
  }

  void mayFail() throws StoreUnavailableException {
    if (oneIn > 0 && random.nextInt(oneIn) == 0) {
      throw new StoreUnavailableException("The store is away.");
    }
  }

  MessageStore asStore() {
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (_, method, arguments) -> {
              boolean asksStore = method.getExceptionTypes().length > 0;
              if (asksStore) {
                mayFail();
              }
              Object result;
              try {
                result = method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (asksStore) {
                mayFail();
              }
              return result;
            });
  }
}
