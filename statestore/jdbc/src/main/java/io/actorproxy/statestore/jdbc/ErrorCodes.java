package io.actorproxy.statestore.jdbc;

import java.sql.SQLException;

/** What the errors of one kind of database mean. */
public interface ErrorCodes {

  /** Whether only a change of the settings or of the database's own configuration can heal it. */
  boolean isOfConfiguration(SQLException e);

  /** Whether nothing was done, and a repetition is all it needs, as after a deadlock. */
  boolean isToRepeat(SQLException e);

  /**
   * Whether the server does not take writes any more, so that another one may: each connection to
   * it is to be given up, although it works.
   */
  boolean isToLeave(SQLException e);

  /** Whether what is stored is damaged. */
  boolean isDamage(SQLException e);

  /**
   * Whether the server's certificate is not what it has to be, where Java itself does not say so.
   */
  default boolean isOfTrust(SQLException e) {
    return false;
  }

  /** A sentence on what to do about it, as far as anything special is known. */
  String advice(SQLException e);

  /** The SQLSTATE of an error; empty if it has none. */
  static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }
}
