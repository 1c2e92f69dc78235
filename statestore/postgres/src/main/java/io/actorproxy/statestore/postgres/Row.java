package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.Save;

/**
 * A save on its way into a statement.
 *
 * @param position where it is in its batch
 * @param digest of its key
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared or shown.
record Row(int position, byte[] digest, Save save) {}
