/** What hosts have registered: the actor types, and the instances spawned from them. */
@NullMarked
package io.actorproxy.registry;

import org.jspecify.annotations.NullMarked;
