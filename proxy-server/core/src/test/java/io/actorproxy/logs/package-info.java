/** The log, as tests read it or keep it quiet. */
@NullMarked
package io.actorproxy.logs;

import org.jspecify.annotations.NullMarked;
