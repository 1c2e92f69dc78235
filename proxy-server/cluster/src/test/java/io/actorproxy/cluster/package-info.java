/** The cluster protocol under virtual time: many members in one thread, with faults from a seed. */
@NullMarked
package io.actorproxy.cluster;

import org.jspecify.annotations.NullMarked;
