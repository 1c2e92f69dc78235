package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.oneOf;

import io.actorproxy.loops.EventLoopsConfig;
import io.actorproxy.loops.Transport;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.util.List;
import java.util.Locale;

/** Settings of the event loops. */
final class LoopSettings {
  static final Section SECTION = new Section("Event loops");

  static final Variable<String> IO =
      SECTION.ours(
          "PROXY_IO",
          oneOf(List.of("auto", "epoll", "nio", "io_uring"), List.of()),
          "auto",
          "How sockets are served; `auto` is epoll where there is one, else nio.");
  static final Variable<Integer> EVENT_LOOPS =
      SECTION.ours(
          "PROXY_EVENT_LOOPS",
          integer(0, 1024),
          0,
          "Number of event loops, hence of partitions; 0 is one for each core.");

  private LoopSettings() {}

  static EventLoopsConfig read(Environment env) {
    String io = env.get(IO);
    Transport.Kind kind =
        io.equals("auto") ? null : Transport.Kind.valueOf(io.toUpperCase(Locale.ROOT));
    return new EventLoopsConfig(kind, env.get(EVENT_LOOPS));
  }
}
