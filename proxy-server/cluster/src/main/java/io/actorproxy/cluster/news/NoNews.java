package io.actorproxy.cluster.news;

import java.util.List;

/** Where there is no carrier of news. */
final class NoNews implements ClusterNews {
  @Override
  public void start() {}

  @Override
  public void publish(News news) {}

  @Override
  public void announce(ServedTypes mine) {}

  @Override
  public List<ServedTypes> served() {
    return List.of();
  }

  @Override
  public void close() {}
}
