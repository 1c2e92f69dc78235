package io.actorproxy.config;

/**
 * What the proxy shows of itself.
 *
 * @param logLevel how much is logged
 * @param metrics whether metrics are collected
 * @param metricsMaxActions how many actions have figures of their own
 * @param consoleMetrics whether figures are logged now and then
 */
public record ObservationConfig(
    LogLevel logLevel, boolean metrics, int metricsMaxActions, boolean consoleMetrics) {}
