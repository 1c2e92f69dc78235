/**
 * What every user of the state store shares: whether it works, what its failures are called, the
 * thread that writes in batches, and how event loops get their answers.
 */
@NullMarked
package io.actorproxy.store;

import org.jspecify.annotations.NullMarked;
