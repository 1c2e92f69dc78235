/** What users see, one behaviour a file, against the real process and hosts on real sockets. */
@NullMarked
package io.actorproxy.scenario;

import org.jspecify.annotations.NullMarked;
