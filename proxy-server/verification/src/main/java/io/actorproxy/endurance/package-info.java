/**
 * Load at the limit for a long time: a proxy in a small memory control group, bodies and states of
 * all sizes, a store that stands still now and then, and kills. What it answers is compared with
 * what is left, and what it takes of the machine with what it took at first.
 */
@NullMarked
package io.actorproxy.endurance;

import org.jspecify.annotations.NullMarked;
