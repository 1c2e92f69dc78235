/**
 * Where activations live: a partition for each event loop, and in it every activation of the actors
 * that hash there.
 */
@NullMarked
package io.actorproxy.supervision;

import org.jspecify.annotations.NullMarked;
