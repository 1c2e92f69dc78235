package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every store promises about saving and loading. A driver is right when a test class of its
 * own inherits this one (or {@link DurableStateStoreContract}, which says more) and passes.
 *
 * <p>Each test gets an empty data directory. The drivers of databases on a server, which several
 * proxies share, inherit {@link ServerStateStoreContract}.
 */
public abstract class StateStoreContract
    implements SavingContract, ActorKeyContract, ConcurrencyContract, CompleteContract {

  /** The state limit of the default {@link #settings}. */
  protected static final int MAX_STATE_BYTES = 100_000;

  @TempDir private Path dataDir;
  private StateStore store;

  /** A new driver, as the service loader would make it. */
  protected abstract StateStoreDriver driver();

  /** The settings each store of a test is opened with. */
  @Override
  public StoreSettings settings() {
    return new StoreSettings(dataDir, MAX_STATE_BYTES, Map.of());
  }

  /** A store on the data of the running test; a decorator's test puts the decorator around it. */
  protected StateStore open(StoreSettings settings) throws StoreException {
    return driver().open(settings);
  }

  /** An empty directory of the running test. */
  protected final Path dataDir() {
    return dataDir;
  }

  /** The store of the running test. */
  @Override
  public final StateStore store() {
    return store;
  }

  @Override
  public StateStore other() throws StoreException {
    return store;
  }

  @Override
  public final void reopen() throws StoreException {
    reopenWithHistoryLimit(settings().historyLimit());
  }

  @Override
  public final void reopenWithHistoryLimit(int limit) throws StoreException {
    closeStores();
    StoreSettings usual = settings();
    store =
        open(new StoreSettings(usual.dataDir(), usual.maxStateBytes(), limit, usual.properties()));
  }

  @BeforeEach
  final void begin() throws Exception {
    store = prepare();
  }

  @AfterEach
  final void end() {
    finish();
  }

  /** The store of the next test, which is empty. */
  StateStore prepare() throws Exception {
    return open(settings());
  }

  /** Ends the test that has run. */
  void finish() {
    closeStores();
  }

  /** Closes all stores of the test. */
  void closeStores() {
    store.close();
  }

  @Test
  final void theDriverIsFoundByItsType() {
    assertThat(ServiceLoader.load(StateStoreDriver.class))
        .filteredOn(found -> found.type().equals(driver().type()))
        .hasExactlyElementsOfTypes(driver().getClass());
  }

  @Test
  final void theStoreDescribesItself() {
    assertThat(store.name()).isNotBlank();
    assertThat(store.durability()).isNotBlank().endsWith(".");
    assertThat(store.snapshots()).isSameAs(store.snapshots());
  }

  @Test
  final void anOpenStoreAnswersItsProbeAndKeepsItsStates() throws StoreException {
    save(ANN, 0, "first", WRITER);
    store.probe();
    assertStored(ANN, 1, "first");
    assertThat(save(ANN, 1, "second", WRITER)).isEqualTo(SAVED);
  }

  @Test
  final void aClosedStoreIsUnavailable() {
    store.close();
    store.close();
    assertThatThrownBy(() -> store.snapshots().load(ANN))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> save(ANN, 0, "late", WRITER))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(store::probe).isInstanceOf(StoreUnavailableException.class);
  }
}
