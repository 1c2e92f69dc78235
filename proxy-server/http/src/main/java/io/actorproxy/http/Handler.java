package io.actorproxy.http;

import com.google.protobuf.ByteString;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a server does with the requests of one listener. Called on event loops, so nothing here may
 * block.
 *
 * @param <H> what it reads in the head of a request
 */
public interface Handler<H extends RequestHead> {
  /** Reads the head, which may be one that is refused, and never throws. */
  H read(HttpRequest request);

  /** Stands for a head of which nothing could be read. */
  H unreadable();

  /** The reason to refuse a request that is framed well; null if there is none. */
  @Nullable Refusal check(HttpRequest request, H head);

  /** Sees to it that the exchange is answered, now or later, and on any thread. */
  void handle(Exchange<H> exchange, ByteString body);

  /** Header fields of every response, each preceded by CR LF. */
  default String fields() {
    return "";
  }
}
