package io.actorproxy.loops;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Called on the event loop of the partition only. On a type: all of its methods are, but those that
 * say otherwise.
 *
 * @see PartitionLoop#isCurrent
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
public @interface OnLoop {}
