/**
 * Budgets for the bytes that calls and activations hold; callers that need more wait or are
 * refused.
 */
@NullMarked
package io.actorproxy.memory;

import org.jspecify.annotations.NullMarked;
