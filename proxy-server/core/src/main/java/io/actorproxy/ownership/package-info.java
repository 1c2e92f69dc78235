/**
 * Which actors may run in this process, where several processes share a store: what the core asks,
 * whatever answers it.
 */
@NullMarked
package io.actorproxy.ownership;

import org.jspecify.annotations.NullMarked;
