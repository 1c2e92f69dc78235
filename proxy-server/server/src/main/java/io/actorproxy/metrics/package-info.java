/** Figures about the proxy, in the Prometheus text format. The only importer of Micrometer. */
@NullMarked
package io.actorproxy.metrics;

import org.jspecify.annotations.NullMarked;
