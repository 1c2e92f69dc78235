package io.actorproxy.spawnimport;

import io.actorproxy.statestore.ActorKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code import-spawn} was asked for.
 *
 * @param from the JDBC URL of Spawn's database; empty if only adoptions are asked for
 * @param key keys in base64; empty for those of the target
 * @param system the one system to be copied; null for all
 * @param adopt who is to adopt
 * @param row the id of the row that is meant; null for none
 */
record ImportArguments(
    String from,
    String user,
    String password,
    String key,
    @Nullable String system,
    List<ActorKey> adopt,
    @Nullable Long row,
    boolean apply) {
  static final String KEY_VARIABLE = "PROXY_IMPORT_KEY";
  static final String PASSWORD_VARIABLE = "PROXY_IMPORT_PASSWORD";

  static final String USAGE =
      """
      usage: import-spawn --from JDBC-URL [--user NAME] [--system SYSTEM] [--apply]
             import-spawn --from JDBC-URL [--user NAME] --row ID --adopt SYSTEM/PARENT/NAME [--apply]
             import-spawn --adopt SYSTEM/PARENT/NAME... [--apply]

      Copies actors from a database of Spawn (jdbc:postgresql: or jdbc:mariadb:) into the store that
      PROXY_DATABASE_* and PROXY_DATA_DIR name, or lets imported actors be adopted. Without --apply it
      only says what it would do.

        --key KEYS   SPAWN_STATESTORE_KEY of the source; rather set PROXY_IMPORT_KEY, which is in no list
                     of processes. Without either, the keys of the target.
        --system S   only this actor system
        --adopt A    SYSTEM/PARENT/NAME of who adopts; SYSTEM//NAME for a NAMED actor
        --row ID     of several rows with that name, the one with this id

      The password is read from PROXY_IMPORT_PASSWORD. See docs/guide/import-spawn.md.
      """;

  /**
   * @throws IllegalArgumentException if this cannot be meant; it says why
   */
  static ImportArguments parse(List<String> arguments, Map<String, String> environment) {
    String from = "";
    String user = "";
    String key = environment.getOrDefault(KEY_VARIABLE, "");
    String system = null;
    List<ActorKey> adopt = new ArrayList<>();
    Long row = null;
    boolean apply = false;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--from" -> from = value(option, rest);
        case "--user" -> user = value(option, rest);
        case "--key" -> key = value(option, rest);
        case "--system" -> system = value(option, rest);
        case "--adopt" -> adopt.add(actor(value(option, rest)));
        case "--row" -> row = number(value(option, rest));
        case "--apply" -> apply = true;
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    requireSense(from, system, adopt, row);
    String password = environment.getOrDefault(PASSWORD_VARIABLE, "");
    return new ImportArguments(from, user, password, key, system, adopt, row, apply);
  }

  private static void requireSense(
      String from, @Nullable String system, List<ActorKey> adopt, @Nullable Long row) {
    if (from.isEmpty() && adopt.isEmpty()) {
      throw new IllegalArgumentException("Expected --from or --adopt, but there is neither");
    }
    if (row != null && (from.isEmpty() || adopt.size() != 1 || system != null)) {
      throw new IllegalArgumentException("Expected --row with --from and one --adopt");
    }
    if (row == null && !from.isEmpty() && !adopt.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected --row between --from and --adopt; or do both in turn");
    }
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException("Expected a value behind " + option);
    }
    return rest.next();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Expected the id of a row, but got " + text, e);
    }
  }

  private static ActorKey actor(String text) {
    String[] parts = text.split("/", 3);
    if (parts.length < 3 || parts[0].isEmpty() || parts[2].isEmpty()) {
      throw new IllegalArgumentException("Expected SYSTEM/PARENT/NAME, but got " + text);
    }
    return new ActorKey(parts[0], parts[1], parts[2]);
  }

  /** Leaves secrets out. */
  @Override
  public String toString() {
    return "ImportArguments[system=%s, adopt=%s, row=%s, apply=%s]"
        .formatted(system, adopt, row, apply);
  }
}
