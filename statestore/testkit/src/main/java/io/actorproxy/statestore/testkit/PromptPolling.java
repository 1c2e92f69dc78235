package io.actorproxy.statestore.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets {@code await()} look at once, and again every few milliseconds. Awaitility by itself waits
 * for a tenth of a second before each look.
 *
 * <p>JUnit finds it as a service where {@code junit.jupiter.extensions.autodetection.enabled} is
 * set, as the build of this project does.
 */
public final class PromptPolling implements BeforeAllCallback {

  private static final Duration INTERVAL = Duration.ofMillis(5);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(INTERVAL);
  }
}
