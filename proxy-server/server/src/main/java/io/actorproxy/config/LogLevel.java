package io.actorproxy.config;

import java.util.LinkedHashMap;

/** How much is logged, from most to least. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  OFF;

  /** Every word for a level, those of the original's runtime included. */
  static LinkedHashMap<String, LogLevel> words() {
    var words = new LinkedHashMap<String, LogLevel>();
    words.put("trace", TRACE);
    words.put("debug", DEBUG);
    words.put("info", INFO);
    words.put("notice", INFO);
    words.put("warning", WARN);
    words.put("warn", WARN);
    words.put("error", ERROR);
    words.put("critical", ERROR);
    words.put("alert", ERROR);
    words.put("emergency", ERROR);
    words.put("none", OFF);
    return words;
  }
}
