/**
 * Random programs against real processes that are killed meanwhile, compared with what should have
 * come of them.
 */
@NullMarked
package io.actorproxy.verify;

import org.jspecify.annotations.NullMarked;
