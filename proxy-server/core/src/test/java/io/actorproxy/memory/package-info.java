/** Tests of the budgets of memory. */
@NullMarked
package io.actorproxy.memory;

import org.jspecify.annotations.NullMarked;
