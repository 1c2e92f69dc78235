package io.actorproxy.command;

import io.actorproxy.command.AdminClient.Refused;
import java.util.List;

/**
 * One thing that a command does.
 *
 * @param name its word after the command's; empty if the command does only one thing
 * @param operands what follows in its order, all of it necessary
 * @param required the options that must be there
 * @param options those that may be there, besides the ones that every command has
 * @param meaning for the help
 */
record Verb(
    String name,
    List<Value> operands,
    List<Option> required,
    List<Option> options,
    String meaning,
    Action action) {

  /** Asks the proxy and prints what it answers. */
  @FunctionalInterface
  interface Action {
    void run(Asking asking, List<String> operands) throws Refused;
  }

  boolean takes(Option option) {
    return required.contains(option) || options.contains(option) || Command.COMMON.contains(option);
  }

  /** How it is written after the command's name. */
  String written() {
    StringBuilder line = new StringBuilder(name);
    operands.forEach(operand -> line.append(' ').append(operand.name()));
    required.forEach(option -> line.append(' ').append(option.written()));
    options.forEach(option -> line.append(" [").append(option.written()).append(']'));
    return line.toString().strip();
  }
}
