/**
 * The admin API: JSON over HTTP on a port of its own, by which an operator reads the status, and
 * looks after types, actors, histories and stored messages.
 */
@NullMarked
package io.actorproxy.ingress.admin;

import org.jspecify.annotations.NullMarked;
