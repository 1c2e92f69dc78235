/**
 * Loads and saves states for activations: loads on virtual threads, saves in groups, results on the
 * event loop that asked.
 */
@NullMarked
package io.actorproxy.state;

import org.jspecify.annotations.NullMarked;
