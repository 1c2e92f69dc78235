/** What the environment decides, and that the documentation says the same. */
@NullMarked
package io.actorproxy.config;

import org.jspecify.annotations.NullMarked;
