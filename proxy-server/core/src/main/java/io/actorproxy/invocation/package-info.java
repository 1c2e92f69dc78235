/**
 * The vocabulary of a call: who is called, with what, until when, and how it ended. Everything else
 * depends on this package; it depends on nothing of ours but time and the names of the store SPI.
 */
@NullMarked
package io.actorproxy.invocation;

import org.jspecify.annotations.NullMarked;
