/**
 * The front door: the API of actors, for SDKs and other clients, and the probes. It says which
 * requests there are and what they carry; {@link io.actorproxy.http} reads and limits them, and
 * {@link io.actorproxy.system.ActorSystem} carries them out.
 */
@NullMarked
package io.actorproxy.ingress.http;

import org.jspecify.annotations.NullMarked;
