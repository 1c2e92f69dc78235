/** JSON against the classes that protobuf generates. */
@NullMarked
package io.actorproxy.codec.json;

import org.jspecify.annotations.NullMarked;
