package io.actorproxy.cluster.news;

import java.util.function.IntSupplier;

/**
 * What a carrier of news is told of the cluster.
 *
 * @param cluster the name of the cluster: members of others are not reached
 * @param host where others reach this process: an address, or a name
 * @param isLocal whether the member link is served on this machine alone; then so are news
 * @param members how many members there are as far as this one has read; for any thread
 * @param listener is told what other members publish
 */
public record NewsContext(
    String cluster, String host, boolean isLocal, IntSupplier members, NewsListener listener) {}
