package io.actorproxy.ingress.http;

/**
 * What the front door answers to. The first route whose path fits decides, and then only its own
 * method will do; only an actor named {@code spawn} has the path of {@link #SPAWN}, and a state.
 *
 * <p>SDKs put names into paths without escaping them, so a path fits by its beginning and its end
 * alone: the names between may hold slashes, question marks, anything.
 */
enum Route {
  REGISTER("POST", "/api/v1/system"),
  INVOKE("POST", "/api/v1/system/:system/actors/:actor/invoke"),
  SPAWN("POST", "/api/v1/system/:system/actors/spawn"),
  STATE("GET", "/api/v1/system/:system/actors/:actor"),
  HEALTH("GET", "/health"),
  LIVENESS("GET", "/health/liveness"),
  READINESS("GET", "/health/readiness"),
  METRICS("GET", "/metrics");

  private final String method;
  private final String template;
  private final String[] literals;

  Route(String method, String template) {
    this.method = method;
    this.template = template;
    this.literals = template.split(":[a-z]+", -1);
  }

  /** The method and path with placeholders, as documentation writes them. */
  @Override
  public String toString() {
    return method + " " + template;
  }

  /** Whether the body and the answer are messages of the protocol, so that SDKs wait for them. */
  boolean takesMessage() {
    return method.equals("POST");
  }

  /** Whether it tells of the process itself, which an orchestrator has to hear at any time. */
  boolean isProbe() {
    return switch (this) {
      case HEALTH, LIVENESS, READINESS, METRICS -> true;
      case REGISTER, INVOKE, SPAWN, STATE -> false;
    };
  }

  /** What the Allow header says. */
  String allowedMethods() {
    return this == SPAWN ? "GET, HEAD, POST" : method.equals("GET") ? "GET, HEAD" : method;
  }

  boolean allows(String requestMethod) {
    return method.equals(requestMethod) || method.equals("GET") && requestMethod.equals("HEAD");
  }

  /** Where the path ends and the query begins in {@code target}; -1 if the path is another's. */
  int pathEnd(String target) {
    String first = literals[0];
    if (!target.startsWith(first)) {
      return -1;
    }
    if (literals.length == 1) {
      return endsAt(target, first.length()) ? first.length() : -1;
    }
    String last = literals[literals.length - 1];
    int end = endOfLast(target, last);
    int middle = first.length();
    for (int i = 1; i < literals.length - 1; i++) {
      int at = target.indexOf(literals[i], middle);
      if (at < 0) {
        return -1;
      }
      middle = at + literals[i].length();
    }
    return middle <= end - last.length() ? end : -1;
  }

  private static boolean endsAt(String target, int index) {
    return target.length() == index || target.charAt(index) == '?';
  }

  private static int endOfLast(String target, String last) {
    if (last.isEmpty()) {
      int query = target.indexOf('?');
      return query < 0 ? target.length() : query;
    }
    if (target.endsWith(last)) {
      return target.length();
    }
    int at = target.lastIndexOf(last + "?");
    return at < 0 ? -1 : at + last.length();
  }
}
