package io.actorproxy.http;

import io.actorproxy.invocation.Principal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;

/**
 * What stands between the socket and HTTP on each connection of a server, and what it tells of the
 * client.
 */
@FunctionalInterface
public interface ChannelSecurity {
  /** Bytes travel as they are. */
  ChannelSecurity PLAIN = _ -> {};

  /** Adds its handlers to the pipeline of a new connection, before those of HTTP. */
  void secure(ChannelPipeline pipeline);

  /** Who the client of a connection is. Asked once for each, when its first request comes. */
  default Principal principalOf(Channel connection) {
    return Principal.ANONYMOUS;
  }
}
