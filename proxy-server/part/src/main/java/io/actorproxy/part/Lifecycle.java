package io.actorproxy.part;

import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a part takes part in the life of the proxy. It says so while it opens. */
public interface Lifecycle {
  /**
   * Remembers something that is closed at the end: after all that is opened later, before all that
   * was opened earlier.
   *
   * @param name completes "cannot close …" in the log
   */
  <T extends AutoCloseable> T closes(String name, T opened);

  /**
   * Adds a condition under which the proxy is ready.
   *
   * @param name what is checked, as readiness shows it: {@code cluster}
   * @param problem why the proxy is not ready, for people; null when it is. Asked on an event loop:
   *     must not block
   */
  void readyUnless(String name, Supplier<@Nullable String> problem);

  /** Adds a metric that is read for each scrape; {@code value} must not block. */
  void gauge(String name, String description, Supplier<Number> value);

  /** Adds a metric that only grows, read as that of {@link #gauge}. */
  void counter(String name, String description, LongSupplier value);

  /**
   * Adds what is to be done when the proxy begins to stop: nothing new is accepted, and what was
   * accepted is answered. The proxy waits for it, up to half of its grace period, and saves and
   * closes afterwards.
   *
   * @param waiting who waits for answers, for the log: {@code clients}
   * @param drain called once; completes when nothing is under way
   */
  void drains(String waiting, Supplier<? extends CompletionStage<?>> drain);
}
