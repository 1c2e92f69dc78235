package io.actorproxy.ingress.http;

import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;

/** What every connection of a front door works with. */
record ServerContext(
    HttpConfig config,
    RequestRules rules,
    Dispatcher dispatcher,
    Admission admission,
    Offload offload,
    TimeSource time,
    DateLine date) {
  ServerContext(
      HttpConfig config,
      RequestRules rules,
      Dispatcher dispatcher,
      Admission admission,
      Offload offload,
      TimeSource time) {
    this(config, rules, dispatcher, admission, offload, time, new DateLine(time));
  }
}
