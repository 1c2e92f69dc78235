/** Actor types, as hosts define them, after validation and in the terms of the proxy. */
@NullMarked
package io.actorproxy.definition;

import org.jspecify.annotations.NullMarked;
