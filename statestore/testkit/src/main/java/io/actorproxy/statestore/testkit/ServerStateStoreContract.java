package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The same for a database on a server, which several proxies may have open.
 *
 * <p>All tests of a class share one database, which is emptied before each of them: to make its
 * tables takes longer than most tests. They also share the stores that are open, but for those that
 * a test has closed or opened again.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class ServerStateStoreContract extends DurableStateStoreContract {

  private @Nullable StateStore kept;
  private @Nullable StateStore other;

  /** The settings of one database, which has no tables before the first test. */
  @Override
  public abstract StoreSettings settings();

  @Test
  public void proxiesShareTheTimeOfTheDatabase() throws StoreException {
    long before = System.currentTimeMillis();
    long one = store().messages().epochMillis().orElseThrow();
    long next = other().messages().epochMillis().orElseThrow();
    long after = System.currentTimeMillis();
    // The server runs on the machine of the test.
    assertThat(List.of(before - 5, one, next, after + 5)).isSorted();
  }

  /** Removes all rows that a store has written; the tables remain. */
  protected abstract void empty() throws Exception;

  @Override
  public final StateStore other() throws StoreException {
    if (other == null) {
      other = open(settings());
    }
    return other;
  }

  @Override
  final StateStore prepare() throws Exception {
    if (kept == null) {
      kept = super.prepare();
    }
    empty();
    return kept;
  }

  @Override
  final void finish() {
    if (kept == null || !isOpen(kept) || (other != null && !isOpen(other))) {
      closeStores();
    }
  }

  private static boolean isOpen(StateStore store) {
    try {
      store.probe();
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  @Override
  final void closeStores() {
    super.closeStores();
    kept = null;
    if (other != null) {
      other.close();
      other = null;
    }
  }

  @AfterAll
  final void closeWhatIsKept() {
    if (kept != null) {
      closeStores();
    }
  }
}
