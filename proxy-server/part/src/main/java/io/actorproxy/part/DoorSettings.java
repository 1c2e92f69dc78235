package io.actorproxy.part;

import java.time.Duration;

/**
 * Settings of the front door that a part with a door of its own shares.
 *
 * @param port the port of the front door; 0 for any that is free
 * @param maxHeaderBytes the largest sum of a request's headers
 * @param requestTimeout how long one whole request may take to arrive
 */
public record DoorSettings(int port, int maxHeaderBytes, Duration requestTimeout) {}
