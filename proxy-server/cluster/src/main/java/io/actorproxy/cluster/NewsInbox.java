package io.actorproxy.cluster;

import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.NewsListener;
import io.actorproxy.statestore.cluster.View;
import java.util.function.Consumer;

/**
 * Takes news to where they are used. However many arrive, one task of them waits at the cluster's
 * loop. Thread safe; never blocks.
 */
public final class NewsInbox implements NewsListener {
  private final Cluster cluster;
  private final Consumer<News> instances;

  private View latest = View.NONE;
  private boolean isSuspicion;
  private boolean isWaiting;

  /**
   * @param instances is told of {@link News.Spawned} and {@link News.Removed}; must not block
   */
  public NewsInbox(Cluster cluster, Consumer<News> instances) {
    this.cluster = cluster;
    this.instances = instances;
  }

  @Override
  public void onNews(News news) {
    switch (news) {
      case News.ViewChanged(View view) -> add(view, false);
      case News.Spawned _, News.Removed _ -> instances.accept(news);
    }
  }

  @Override
  public void onSuspicion() {
    add(View.NONE, true);
  }

  private synchronized void add(View view, boolean suspicion) {
    latest = view.number() > latest.number() ? view : latest;
    isSuspicion |= suspicion;
    if (!isWaiting) {
      isWaiting = true;
      cluster.onLoop(this::take);
    }
  }

  private void take() {
    View view;
    boolean suspicion;
    synchronized (this) {
      view = latest;
      suspicion = isSuspicion;
      latest = View.NONE;
      isSuspicion = false;
      isWaiting = false;
    }
    cluster.onNews(view);
    if (suspicion) {
      cluster.onSuspicion();
    }
  }
}
