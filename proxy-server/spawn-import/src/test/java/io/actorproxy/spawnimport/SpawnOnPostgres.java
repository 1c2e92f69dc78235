package io.actorproxy.spawnimport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.Snapshot;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL databases with real rows of Spawn: ten counters, and the past of two of them. */
public final class SpawnOnPostgres implements AutoCloseable {
  /** What the rows are encrypted with. */
  public static final String KEY = "3Jnb0hZiHIzHTOih7t2cTEPEpY98Tu1wvQkPfq/XwqE=";

  static final String SYSTEM = "spawn-system";

  private static final Pattern ROW =
      Pattern.compile(
          "INSERT INTO (snapshots|historical_snapshots) VALUES"
              + " .*?'(bench\\d)','spawn-system','[A-Z]+','[^']+',(\\d+),.*");

  private final EmbeddedPostgres server;
  private int databases;

  public SpawnOnPostgres() throws IOException {
    this.server = EmbeddedPostgres.start();
  }

  /** The URL of a new database with these rows. */
  public String newDatabase() throws SQLException {
    String name = "spawn" + databases++;
    execute(server.getJdbcUrl("postgres", "postgres"), "CREATE DATABASE " + name);
    String url = server.getJdbcUrl("postgres", name);
    execute(url, resource("postgres.sql"));
    return url;
  }

  static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A row as the one who wrote it has read it. */
  record Expected(boolean current, String actor, Snapshot value) {}

  /** Every row, with its plain value, which stands in the same line of another file. */
  static List<Expected> expected() {
    List<Matcher> rows =
        resource("postgres.sql").lines().map(ROW::matcher).filter(Matcher::matches).toList();
    List<String> values = resource("expected.txt").lines().toList();
    List<Expected> expected = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Matcher row = rows.get(i);
      String hex = values.get(i).substring(values.get(i).lastIndexOf(' ') + 1);
      expected.add(
          new Expected(
              row.group(1).equals("snapshots"),
              row.group(2),
              new Snapshot(Long.parseLong(row.group(3)), HexFormat.of().parseHex(hex))));
    }
    return expected;
  }

  private static String resource(String name) {
    try (InputStream in = requireNonNull(SpawnOnPostgres.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
