/** Tests of what the contracts use. */
@NullMarked
package io.actorproxy.statestore.testkit;

import org.jspecify.annotations.NullMarked;
