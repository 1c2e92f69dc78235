package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.StoreOutcome;
import java.util.List;
import java.util.stream.Collectors;

/** Whether this process may use the store beside others, or without them. */
final class Sharing {
  private Sharing() {}

  /**
   * Refuses a store that the members of a cluster cannot share, to one of them; and to a process
   * that is to work alone one that members of a cluster use: each would overwrite what the others
   * save.
   *
   * @throws StoreException if it is refused, or if it cannot be asked
   */
  static void require(StateStore store, ProxyConfig config) throws StoreException {
    if (config.parts().stream().anyMatch(ConfiguredPart::isMember)) {
      if (store.cluster().isEmpty()) {
        throw new StoreConfigException(
            "%s cannot be the store of a cluster; set PROXY_DATABASE_TYPE to postgres or mariadb, or PROXY_CLUSTER_STRATEGY to standalone"
                .formatted(store.name()));
      }
    } else if (store.cluster().isPresent()) {
      requireNone(store.name(), store.cluster().get().living());
    }
  }

  private static void requireNone(String store, StoreOutcome<List<Member>> living)
      throws StoreException {
    switch (living) {
      case StoreOutcome.Done<List<Member>>(List<Member> members) when members.isEmpty() -> {}
      case StoreOutcome.Done<List<Member>>(List<Member> members) ->
          throw new StoreConfigException(
              "%s is used by a cluster, whose members are %s; a proxy that works alone beside them would overwrite what they save. Set PROXY_CLUSTER_STRATEGY to join them, or wait some seconds if they have just been stopped"
                  .formatted(store, names(members)));
      case StoreOutcome.Unknown<List<Member>>(Throwable cause) ->
          throw new StoreUnavailableException(
              "whether members of a cluster use it cannot be read", cause);
      case StoreOutcome.Refused<List<Member>> _ ->
          throw new IllegalStateException("the store refuses to name its members");
    }
  }

  private static String names(List<Member> members) {
    return members.stream()
        .map(
            member -> "%s at %s".formatted(member.profile().name(), member.profile().linkAddress()))
        .collect(Collectors.joining(", "));
  }
}
