package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.StoreException;
import org.junit.jupiter.api.Test;

/** What a store promises besides when its states outlive the process. */
public abstract class DurableStateStoreContract extends StateStoreContract
    implements DurableCompleteContract {

  @Test
  final void statesSurviveAReopen() throws StoreException {
    save(ANN, 0, "first", WRITER);
    save(ANN, 1, "second", WRITER);
    save(BOB, 0, "", WRITER);
    reopen();
    assertStored(ANN, 2, "second");
    assertStored(BOB, 1, "");
    assertThat(save(ANN, 2, "third", RIVAL)).isEqualTo(SAVED);
  }

  @Test
  final void aRepeatedSaveIsRecognisedAfterAReopen() throws StoreException {
    save(ANN, 0, "first", WRITER);
    reopen();
    assertThat(save(ANN, 0, "first", RIVAL)).isEqualTo(CONFLICT);
    assertThat(save(ANN, 0, "first", WRITER)).isEqualTo(SAVED);
    assertStored(ANN, 1, "first");
  }
}
