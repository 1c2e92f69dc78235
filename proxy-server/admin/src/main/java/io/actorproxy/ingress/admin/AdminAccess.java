package io.actorproxy.ingress.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests to the admin API that carry the token. If none is configured, it admits requests
 * from this machine, but not those of web pages in a browser there.
 */
final class AdminAccess {
  private static final Pattern THIS_MACHINE =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);
  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  AdminAccess(String token) {
    this.token = token.getBytes(UTF_8);
  }

  /**
   * @throws FailureException {@code UNAUTHENTICATED} if the request is not to be carried out
   */
  void check(HttpHeaders headers) {
    if (token.length > 0) {
      checkToken(headers.get(HttpHeaderNames.AUTHORIZATION));
      return;
    }
    // Browsers send Origin with what a page of another site asks for, and a page that has its own
    // name point to this machine betrays itself by that name.
    @Nullable String host = headers.get(HttpHeaderNames.HOST);
    if (headers.contains(HttpHeaderNames.ORIGIN)
        || host != null && !THIS_MACHINE.matcher(host).matches()) {
      throw refused("a web page may not ask this; set PROXY_ADMIN_TOKEN and show it");
    }
  }

  private void checkToken(@Nullable String authorization) {
    String value = authorization == null ? "" : authorization;
    boolean isBearer = value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String shown = isBearer ? value.substring(SCHEME.length()).strip() : "";
    // Takes as long for a token that is nearly right as for any other.
    if (!MessageDigest.isEqual(token, shown.getBytes(UTF_8))) {
      throw refused(
          "expected the header 'Authorization: Bearer' with the value of PROXY_ADMIN_TOKEN, but "
              + (shown.isEmpty() ? "there is none" : "the token is another one"));
    }
  }

  private static FailureException refused(String message) {
    return new FailureException(ErrorCode.UNAUTHENTICATED, message);
  }
}
