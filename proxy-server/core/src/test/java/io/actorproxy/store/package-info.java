@NullMarked
package io.actorproxy.store;

import org.jspecify.annotations.NullMarked;
