/** What every user of the state store shares: the thread that writes in batches. */
@NullMarked
package io.actorproxy.store;

import org.jspecify.annotations.NullMarked;
