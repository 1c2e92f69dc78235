/**
 * Converts between bytes and the vocabulary. Envelopes of the Spawn protocol are read as slices and
 * written as sizes and fields: state, payloads and Any values pass through untouched.
 */
@NullMarked
package io.actorproxy.codec;

import org.jspecify.annotations.NullMarked;
