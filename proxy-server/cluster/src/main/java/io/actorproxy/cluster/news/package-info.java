/**
 * News between the members of a cluster, beside the member link: a port, and how a carrier of news
 * is found that a distribution may lack. News push and never decide.
 */
@NullMarked
package io.actorproxy.cluster.news;

import org.jspecify.annotations.NullMarked;
