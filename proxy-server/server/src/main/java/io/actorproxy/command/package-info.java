/** Commands of an operator, carried out by a proxy that runs and is asked through its admin API. */
@NullMarked
package io.actorproxy.command;

import org.jspecify.annotations.NullMarked;
