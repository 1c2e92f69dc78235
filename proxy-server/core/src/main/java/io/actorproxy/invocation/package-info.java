/**
 * The vocabulary of a call: who is called, with what, until when, and how it ended. Everything else
 * depends on this package and this package depends on nothing of ours.
 */
@NullMarked
package io.actorproxy.invocation;

import org.jspecify.annotations.NullMarked;
