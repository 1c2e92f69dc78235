/**
 * How a proxy starts and answers whose store holds many spawned instances, beside one whose store
 * holds few.
 */
@NullMarked
package io.actorproxy.population;

import org.jspecify.annotations.NullMarked;
