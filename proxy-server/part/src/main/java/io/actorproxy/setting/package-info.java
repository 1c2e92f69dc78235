/** Variables of the environment: how they are declared, read, refused and shown. */
@NullMarked
package io.actorproxy.setting;

import org.jspecify.annotations.NullMarked;
