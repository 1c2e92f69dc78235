/** What operators ask of the process: is it alive, is it ready, how is it doing. */
@NullMarked
package io.actorproxy.ingress.ops;

import org.jspecify.annotations.NullMarked;
