package io.actorproxy.verify;

/** How clients reach the actors. */
interface Door {
  /** A line of one client's own. */
  Line line();
}
