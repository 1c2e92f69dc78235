/** The verbs that the outside may say: register, spawn, invoke, look at a state. */
@NullMarked
package io.actorproxy.system;

import org.jspecify.annotations.NullMarked;
