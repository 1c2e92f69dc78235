package io.actorproxy.cluster.news;

import java.util.List;

/**
 * Carries news from this member to all others, and knows which types each of them serves. Thread
 * safe; nothing here waits for other members but {@link #close}. Without any of it a cluster is as
 * right, and learns of changes by frames of the member link and by its heartbeats.
 */
public interface ClusterNews extends AutoCloseable {
  /** Carries nothing. */
  ClusterNews NONE = new NoNews();

  /**
   * Begins to connect, in the background. To be called once, when the front door is open, since a
   * carrier may take a second of CPU to start. One that cannot start or join logs a warning and
   * tries again.
   */
  void start();

  /**
   * Tells all other members that are reached; may drop it, as when too much waits to be sent. For
   * any thread, also an event loop.
   */
  void publish(News news);

  /**
   * Says which types this member serves, instead of what it said before; to be called after each
   * join, and when the host registers types. For any thread, also an event loop.
   */
  void announce(ServedTypes mine);

  /** What the members say that are reached, this one too, in the order of their names. */
  List<ServedTypes> served();

  /** Ends it, within a few seconds. */
  @Override
  void close();
}
