/** Endpoints for operators: liveness, readiness and metrics. */
@NullMarked
package io.actorproxy.ingress.ops;

import org.jspecify.annotations.NullMarked;
