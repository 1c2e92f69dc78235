/** The contract every state store driver inherits as tests. */
@NullMarked
package io.actorproxy.statestore.testkit;

import org.jspecify.annotations.NullMarked;
