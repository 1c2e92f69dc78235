/** Payloads to send and replies to look at. */
@NullMarked
package io.actorproxy.invocation;

import org.jspecify.annotations.NullMarked;
