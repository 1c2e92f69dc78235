/** Our readers and writers against the classes that protobuf generates. */
@NullMarked
package io.actorproxy.codec;

import org.jspecify.annotations.NullMarked;
