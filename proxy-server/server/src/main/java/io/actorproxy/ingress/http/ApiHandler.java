package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import io.actorproxy.http.Exchange;
import io.actorproxy.http.Handler;
import io.actorproxy.http.Refusal;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The API, as one listener serves it. */
record ApiHandler(ApiRules rules, Dispatcher dispatcher) implements Handler<ApiHead> {
  @Override
  public ApiHead read(HttpRequest request) {
    return ApiHead.of(request);
  }

  @Override
  public ApiHead unreadable() {
    return ApiHead.UNREADABLE;
  }

  @Override
  public @Nullable Refusal check(HttpRequest request, ApiHead head) {
    return rules.check(request, head);
  }

  @Override
  public void handle(Exchange<ApiHead> exchange, ByteString body) {
    dispatcher.dispatch(exchange, body);
  }
}
