/**
 * What every user of the state store shares: whether it works, what its failures are called, and
 * the thread that writes in batches.
 */
@NullMarked
package io.actorproxy.store;

import org.jspecify.annotations.NullMarked;
