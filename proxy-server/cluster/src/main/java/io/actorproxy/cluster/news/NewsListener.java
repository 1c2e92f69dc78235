package io.actorproxy.cluster.news;

/** Is told news of other members, on threads of the carrier; must not block. */
public interface NewsListener {
  /** A member has published news, or a program that pretends to be one. */
  void onNews(News news);

  /** A member may be gone. */
  void onSuspicion();
}
