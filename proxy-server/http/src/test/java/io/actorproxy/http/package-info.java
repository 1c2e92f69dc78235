/** Tests of the HTTP server, and a strict reader of what it writes. */
@NullMarked
package io.actorproxy.http;

import org.jspecify.annotations.NullMarked;
