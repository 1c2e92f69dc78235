package io.actorproxy.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs each test of a class against a proxy process, and hands it a {@link Scenario} in which it is
 * alone. Classes with the same settings share one process for the whole run.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ScenarioExtension.class)
@Timeout(60)
public @interface WithProxy {
  /** Settings of the proxy, each {@code NAME=value}. */
  String[] value() default {};

  /** Whether the process is this class's own: for tests that end it or leave something running. */
  boolean own() default false;
}
