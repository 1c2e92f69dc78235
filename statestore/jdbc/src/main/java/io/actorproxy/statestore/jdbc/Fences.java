package io.actorproxy.statestore.jdbc;

import static java.util.Collections.nCopies;

import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Refuses the saves of members that were fenced. The rows of those that were not are locked against
 * deletion until the transaction ends, so a fence waits for it.
 *
 * <p>On PostgreSQL a lock of this kind overtakes a deletion that waits. That matters only if one
 * member's transactions overlap, and its saves come one after the other, on one connection.
 */
final class Fences {
  /** Saves those of a batch that no fence refuses. */
  @FunctionalInterface
  interface Saving {
    List<SaveResult> save(List<Save> allowed) throws SQLException;
  }

  private final String lock;

  Fences(ClusterSql sql) {
    this.lock =
        "SELECT epoch FROM %s WHERE epoch = ? AND nonce = ? %s"
            .formatted(sql.table("fences"), sql.againstDeletion());
  }

  /** Saves a batch in the transaction of the connection, but what is of fenced members. */
  List<SaveResult> guard(Connection connection, List<Save> batch, Saving saving)
      throws SQLException {
    Set<Identity> fenced = fenced(connection, members(batch));
    if (fenced.isEmpty()) {
      return saving.save(batch);
    }
    List<Save> allowed = batch.stream().filter(save -> !fenced.contains(save.member())).toList();
    if (allowed.isEmpty()) {
      return nCopies(batch.size(), SaveResult.FENCED);
    }
    Iterator<SaveResult> results = saving.save(allowed).iterator();
    List<SaveResult> all = new ArrayList<>(batch.size());
    for (Save save : batch) {
      all.add(fenced.contains(save.member()) ? SaveResult.FENCED : results.next());
    }
    return all;
  }

  /** Nearly always none or one. */
  private static Set<Identity> members(List<Save> batch) {
    Set<Identity> members = Set.of();
    Identity last = Identity.NONE;
    for (Save save : batch) {
      if (!save.member().equals(last) && !save.member().equals(Identity.NONE)) {
        members = members.isEmpty() ? new HashSet<>() : members;
        members.add(save.member());
      }
      last = save.member();
    }
    return members;
  }

  private Set<Identity> fenced(Connection connection, Set<Identity> members) throws SQLException {
    if (members.isEmpty()) {
      return Set.of();
    }
    Set<Identity> fenced = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(lock)) {
      for (Identity member : members) {
        statement.setLong(1, member.epoch());
        statement.setLong(2, member.nonce());
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            fenced.add(member);
          }
        }
      }
    }
    return fenced;
  }
}
