package io.actorproxy.server;

/** Which version of the proxy this is. */
final class ProxyVersion {
  static final String VERSION = readVersion();

  private ProxyVersion() {}

  /** From the jar's manifest; there is none when classes run straight from the compiler. */
  private static String readVersion() {
    String version = ProxyVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
