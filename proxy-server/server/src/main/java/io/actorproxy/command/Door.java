package io.actorproxy.command;

/** A port of the proxy that commands ask. */
enum Door {
  ADMIN("the admin API", "PROXY_ADMIN_PORT", "9090", "/admin/v1/"),
  HTTP("the front door", "PROXY_HTTP_PORT", "9001", "/api/v1/");

  private final String shown;
  private final String variable;
  private final String defaultPort;
  private final String root;

  Door(String shown, String variable, String defaultPort, String root) {
    this.shown = shown;
    this.variable = variable;
    this.defaultPort = defaultPort;
    this.root = root;
  }

  /** In words. */
  @Override
  public String toString() {
    return shown;
  }

  /** The variable that says on which port it is. */
  String variable() {
    return variable;
  }

  String defaultPort() {
    return defaultPort;
  }

  /** The prefix of all its paths. */
  String root() {
    return root;
  }
}
