package io.actorproxy.command;

import org.jspecify.annotations.Nullable;

/**
 * An option of a command.
 *
 * @param name without its hyphens
 * @param value what follows it; null if it stands alone
 * @param meaning for the help
 */
record Option(String name, @Nullable Value value, String meaning) {
  static final Option HELP = new Option("help", null, "show this");
  static final Option JSON = new Option("json", null, "print the response as JSON");
  static final Option URL = new Option("url", Value.url(), "ask there, as in http://10.0.0.7:9090");
  static final Option PARENT =
      new Option("parent", Value.any("TYPE"), "the type that the actor is an instance of");
  static final Option LIMIT =
      new Option("limit", Value.number("N", 1_000), "list so many at a time, 100 if not given");
  static final Option AFTER =
      new Option("after", Value.any("NEXT"), "list what follows; the list before says NEXT");
  static final Option KIND =
      new Option("kind", Value.oneOf("effect", "async", "schedule"), "only messages of this kind");
  static final Option ALL = new Option("all", null, "every one of them");

  static final Option YES = new Option("yes", null, "do it; else it is only counted");

  /** As it is written, with its value. */
  String written() {
    return value == null ? "--" + name : "--" + name + " " + value.name();
  }
}
