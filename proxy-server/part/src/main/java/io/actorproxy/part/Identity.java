package io.actorproxy.part;

import io.actorproxy.statestore.LookupStore;

/**
 * Who this proxy is.
 *
 * @param version which version it is
 * @param app the name of the app beside it, as logs show it
 * @param registrant as whom it keeps registrations
 */
public record Identity(String version, String app, LookupStore.Registrant registrant) {}
