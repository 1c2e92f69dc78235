package io.actorproxy.invocation;

import static java.util.Objects.requireNonNull;

/**
 * Who asks for something, as the proxy itself has established it. What a request says of its sender
 * is a claim and no part of this.
 */
public sealed interface Principal {
  /** Every client that has not authenticated. */
  Principal ANONYMOUS = new Client("");

  /** An operator, whom the admin API has let in. */
  Principal OPERATOR = new Operator();

  /**
   * The proxy itself, for timers, stored messages, and what a turn asks of other actors. The caller
   * of such a call is the actor for which the proxy acts.
   */
  Principal PROXY = new Proxy();

  /**
   * A client of a front door, which may be a host. The door makes one for each connection, not for
   * each request.
   *
   * @param identity as which it has authenticated; empty if it has not
   */
  record Client(String identity) implements Principal {
    public Client {
      requireNonNull(identity, "identity is null");
    }

    @Override
    public String toString() {
      return identity.isEmpty() ? "a client without an identity" : "the client '" + identity + "'";
    }
  }

  /** An operator. */
  record Operator() implements Principal {
    @Override
    public String toString() {
      return "an operator";
    }
  }

  /** This proxy. */
  record Proxy() implements Principal {
    @Override
    public String toString() {
      return "the proxy";
    }
  }
}
