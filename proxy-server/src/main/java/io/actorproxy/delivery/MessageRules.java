package io.actorproxy.delivery;

import io.actorproxy.invocation.DeliveryPolicy;

/**
 * What becomes of messages that cannot be delivered.
 *
 * @param policy that of receivers whose type does not say
 */
public record MessageRules(DeliveryPolicy policy) {}
