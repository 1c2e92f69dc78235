/** What hosts may declare, and actor types for other tests. */
@NullMarked
package io.actorproxy.definition;

import org.jspecify.annotations.NullMarked;
