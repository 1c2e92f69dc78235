/** What one actor promises its callers, with a host and a store that answer when told to. */
@NullMarked
package io.actorproxy.entity;

import org.jspecify.annotations.NullMarked;
