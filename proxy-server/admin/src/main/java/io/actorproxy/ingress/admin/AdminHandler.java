package io.actorproxy.ingress.admin;

import com.google.protobuf.ByteString;
import io.actorproxy.http.Exchange;
import io.actorproxy.http.Handler;
import io.actorproxy.http.Refusal;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Carries out the requests of the admin API, each on a thread that may wait. */
final class AdminHandler implements Handler<AdminHead> {
  private static final AdminHead UNREADABLE =
      new AdminHead(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));

  private final AdminApi api;
  private final AdminAccess access;
  private final int maxRequests;
  private final AtomicInteger requests = new AtomicInteger();

  AdminHandler(AdminApi api, AdminAccess access, int maxRequests) {
    this.api = api;
    this.access = access;
    this.maxRequests = maxRequests;
  }

  @Override
  public AdminHead read(HttpRequest request) {
    return new AdminHead(request);
  }

  @Override
  public AdminHead unreadable() {
    return UNREADABLE;
  }

  /** Everything is checked where it may take its time, and after the token. */
  @Override
  public @Nullable Refusal check(HttpRequest request, AdminHead head) {
    return null;
  }

  /** A request keeps its place until it is carried out: a client that leaves does not end it. */
  @Override
  public void handle(Exchange<AdminHead> exchange, ByteString body) {
    if (requests.incrementAndGet() > maxRequests) {
      requests.decrementAndGet();
      exchange.fail(
          new Failure(
              ErrorCode.OVERLOADED,
              "as many requests are being carried out as PROXY_ADMIN_MAX_CONNECTIONS allows; ask"
                  + " again later"));
      return;
    }
    String from = String.valueOf(exchange.remoteAddress());
    Thread.ofVirtual()
        .name("admin")
        .start(
            () -> {
              try {
                exchange.answer(api.answer(access, exchange.head(), from));
              } finally {
                requests.decrementAndGet();
              }
            });
  }

  @Override
  public String fields() {
    return "\r\ncache-control: no-store";
  }
}
