/** What the documentation says is what the code does. */
@NullMarked
package io.actorproxy.docs;

import org.jspecify.annotations.NullMarked;
