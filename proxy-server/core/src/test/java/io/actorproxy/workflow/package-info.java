/** What turns send on, and in which order. */
@NullMarked
package io.actorproxy.workflow;

import org.jspecify.annotations.NullMarked;
