package io.actorproxy.http;

import io.netty.channel.ChannelPipeline;

/** What stands between the socket and HTTP on each connection of a server. */
@FunctionalInterface
public interface ChannelSecurity {
  /** Bytes travel as they are. */
  ChannelSecurity PLAIN = _ -> {};

  /** Adds its handlers to the pipeline of a new connection, before those of HTTP. */
  void secure(ChannelPipeline pipeline);
}
