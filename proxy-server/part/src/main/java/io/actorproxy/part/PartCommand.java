package io.actorproxy.part;

import java.util.List;

/**
 * A command of the program that a distribution may lack. It is in a jar of its own, with a file
 * {@code META-INF/services/io.actorproxy.part.PartCommand} that names its class; the class has a
 * public constructor without parameters.
 */
public interface PartCommand {
  /** Its first word. */
  String name();

  /** What it does, for the list of commands. */
  String meaning();

  /** How it is called, as several lines. */
  String usage();

  /**
   * Carries it out, in a process in which no proxy runs.
   *
   * @param arguments what follows its name
   * @return the exit status of the process
   */
  int run(List<String> arguments, Program program);
}
