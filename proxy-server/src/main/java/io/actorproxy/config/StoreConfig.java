package io.actorproxy.config;

import io.actorproxy.statestore.StoreSettings;

/**
 * Which store keeps the states.
 *
 * @param type the type of the driver
 * @param settings what the driver is opened with
 */
public record StoreConfig(String type, StoreSettings settings) {}
