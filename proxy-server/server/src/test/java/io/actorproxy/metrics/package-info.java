/** What a scrape tells. */
@NullMarked
package io.actorproxy.metrics;

import org.jspecify.annotations.NullMarked;
