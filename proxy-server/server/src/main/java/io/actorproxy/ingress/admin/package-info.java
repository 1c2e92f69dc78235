/**
 * The admin API: JSON over HTTP on a port of its own, by which an operator looks after stored
 * messages and histories.
 */
@NullMarked
package io.actorproxy.ingress.admin;

import org.jspecify.annotations.NullMarked;
