@NullMarked
package io.actorproxy.cluster.part;

import org.jspecify.annotations.NullMarked;
