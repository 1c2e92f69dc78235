/**
 * Between activations and the store: loads on virtual threads, saves in groups, answers on the
 * event loop that asked.
 */
@NullMarked
package io.actorproxy.state;

import org.jspecify.annotations.NullMarked;
