package io.actorproxy.http;

import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;

/** What every connection of a listener works with. */
record ServerContext<H extends RequestHead>(
    ServerLimits limits,
    ChannelSecurity security,
    FramingRules rules,
    Handler<H> handler,
    Admission admission,
    Offload offload,
    TimeSource time,
    DateLine date) {}
