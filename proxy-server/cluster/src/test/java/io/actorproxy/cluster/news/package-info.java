/** Tests of how a carrier of news is found. */
@NullMarked
package io.actorproxy.cluster.news;

import org.jspecify.annotations.NullMarked;
