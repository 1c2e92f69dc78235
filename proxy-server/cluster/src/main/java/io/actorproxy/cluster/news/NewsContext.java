package io.actorproxy.cluster.news;

import java.util.List;
import java.util.function.Supplier;

/**
 * What a carrier of news is told of the cluster.
 *
 * @param cluster the name of the cluster: members of others are not reached
 * @param host where others reach this process: an address, or a name
 * @param isLocal whether the member link is served on this machine alone; then so are news
 * @param members the machines of all members, as far as this one has read them in the store: an
 *     address or a name for each; for any thread
 * @param listener is told what other members publish
 */
public record NewsContext(
    String cluster,
    String host,
    boolean isLocal,
    Supplier<List<String>> members,
    NewsListener listener) {}
