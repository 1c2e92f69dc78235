package io.actorproxy.server;

import io.actorproxy.config.EventLoopsConfig;
import io.actorproxy.ingress.http.Transport;

/** Opens the event loops that the configuration asks for. */
final class EventLoops {
  private EventLoops() {}

  static Transport open(EventLoopsConfig config) {
    int count = config.countOn(Runtime.getRuntime().availableProcessors());
    return switch (config.io()) {
      case AUTO -> Transport.open(count);
      case EPOLL -> Transport.open(Transport.Kind.EPOLL, count);
      case NIO -> Transport.open(Transport.Kind.NIO, count);
      case IO_URING -> Transport.open(Transport.Kind.IO_URING, count);
    };
  }
}
