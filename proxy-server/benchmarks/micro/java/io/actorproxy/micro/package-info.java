/** Runs the micro benchmarks, which lie in the packages of what they measure. */
@NullMarked
package io.actorproxy.micro;

import org.jspecify.annotations.NullMarked;
