@NullMarked
package io.actorproxy.command;

import org.jspecify.annotations.NullMarked;
