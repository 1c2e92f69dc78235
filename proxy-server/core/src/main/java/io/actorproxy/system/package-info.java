/** The operations of the HTTP API: register, spawn, invoke, read a state. */
@NullMarked
package io.actorproxy.system;

import org.jspecify.annotations.NullMarked;
