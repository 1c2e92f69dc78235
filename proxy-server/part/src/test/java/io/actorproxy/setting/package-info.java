@NullMarked
package io.actorproxy.setting;

import org.jspecify.annotations.NullMarked;
