/** What is known of types and instances. */
@NullMarked
package io.actorproxy.registry;

import org.jspecify.annotations.NullMarked;
