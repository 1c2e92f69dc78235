package io.actorproxy.cluster.link;

import io.actorproxy.time.Backoff;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a member serves and uses links.
 *
 * @param host the address to listen at; not used without secret and certificates
 * @param port the port to listen at; 0 takes any free one
 * @param cluster members of clusters of other names are refused
 * @param secret what members of a cluster know and others do not; empty if there is none
 * @param previousSecret another one by which members are known too, while the secret is changed;
 *     empty if there is none
 * @param certificates a folder with {@code tls.crt}, {@code tls.key} and {@code ca.crt}; null for
 *     connections without TLS
 */
public record LinkConfig(
    String host,
    int port,
    String cluster,
    String secret,
    String previousSecret,
    @Nullable Path certificates,
    Versions versions,
    Limits limits,
    Timings timings) {
  /** As above, where the secret is not being changed. */
  public LinkConfig(
      String host,
      int port,
      String cluster,
      String secret,
      @Nullable Path certificates,
      Versions versions,
      Limits limits,
      Timings timings) {
    this(host, port, cluster, secret, "", certificates, versions, limits, timings);
  }

  /**
   * What members have in common that can have links to each other: the name of the cluster, the
   * secret, which it does not tell, and whether they use TLS.
   */
  public String mark() {
    return Handshake.mark(this, secret);
  }

  /** The mark of members that know the previous secret alone; empty if there is none. */
  public String previousMark() {
    return previousSecret.isEmpty() ? "" : Handshake.mark(this, previousSecret);
  }

  /** Without the secrets, which may not be in a log. */
  @Override
  public String toString() {
    return "LinkConfig[%s:%d, cluster=%s, certificates=%s, %s, %s, %s]"
        .formatted(host, port, cluster, certificates, versions, limits, timings);
  }

  /** The versions of the link that this member speaks, which is what it announces. */
  public record Versions(int oldest, int newest) {
    /** Those of this build: its own, and the one before, for members that are updated later. */
    public static final Versions CURRENT = new Versions(1, 2);

    /** From this one on a call says in which attempt its action runs. */
    static final int ATTEMPTS = 2;

    /** The newest that both sides speak, or 0 if there is none. */
    int common(int otherOldest, int otherNewest) {
      int common = Math.min(newest, otherNewest);
      return common >= Math.max(oldest, otherOldest) ? common : 0;
    }
  }

  /**
   * What a link may hold.
   *
   * @param calls how many calls to one member may be without an answer, and how many of one member
   *     are taken in before they are answered
   * @param callBytes how many bytes the calls of one member may have that are not answered; a
   *     single call may have more
   * @param queuedBytes how many bytes may wait to be sent to one member
   * @param messageBytes the largest call or reply
   * @param connections how many connections others may have open
   * @param strangers how many connections may come within the time of a handshake whose members do
   *     not become known
   * @param strangersOfAddress how many of these may come from one address
   */
  public record Limits(
      int calls,
      long callBytes,
      long queuedBytes,
      int messageBytes,
      int connections,
      int strangers,
      int strangersOfAddress) {
    /** What the product uses. */
    public static final Limits DEFAULTS = ofHeap(Runtime.getRuntime().maxMemory());

    /** What the product uses with so many bytes of heap. */
    static Limits ofHeap(long heap) {
      return new Limits(
          4_096,
          Math.min(64 << 20, heap / 8),
          Math.min(16 << 20, heap / 32),
          (int) Math.min(16 << 20, heap / 8),
          1_024,
          256,
          64);
    }
  }

  /**
   * Times in milliseconds.
   *
   * @param connect until a connection must be open
   * @param handshake from the begin of a connection until both sides must know each other
   * @param ping how long the other side may be silent before it is asked for a sign of life
   * @param silence how long it may be silent before the link counts as broken
   * @param idle how long nothing is sent before the link is closed
   * @param close how long a link that closes waits for answers
   * @param reload between two looks at the files of the certificates
   * @param pauses between attempts to connect
   */
  public record Timings(
      int connect,
      long handshake,
      long ping,
      long silence,
      long idle,
      long close,
      long reload,
      Backoff pauses) {
    /** What the product uses. */
    public static final Timings DEFAULTS =
        new Timings(2_000, 5_000, 1_000, 4_000, 300_000, 10_000, 10_000, new Backoff(50, 2_000));
  }
}
