package io.actorproxy.cluster.part;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.actorproxy.cluster.Cluster;
import io.actorproxy.cluster.ClusterStatus;
import io.actorproxy.cluster.MemberForwarder;
import io.actorproxy.part.Core;
import io.actorproxy.part.Lifecycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the membership every second, for operators: reports, metrics, readiness, and what is
 * wrong in the log. Any thread may ask what the last look has found.
 */
final class ClusterWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
  private static final long LOOK_MILLIS = 1_000;

  /** Between two looks of a member that is not ready: who deploys waits for it. */
  private static final long UNREADY_MILLIS = 100;

  /** A certificate that is missing for longer is told. */
  private static final long MISSING_MILLIS = 1_000;

  private final Cluster cluster;
  private final LeaseReadiness readiness;
  private final ShareReadiness share;
  private volatile ClusterStatus last;
  private long missing;

  ClusterWatch(Cluster cluster, LeaseReadiness readiness, ShareReadiness share) {
    this.cluster = cluster;
    this.readiness = readiness;
    this.share = share;
    this.last = cluster.status();
  }

  /** Looks from now on, and adds what it sees to reports and metrics. */
  void start(Core core, Lifecycle lifecycle, MemberForwarder forwarder) {
    core.reports().add("cluster", this::report);
    lifecycle.gauge(
        "actorproxy.cluster.members", "Members of the cluster", () -> last.members().size());
    lifecycle.gauge("actorproxy.cluster.slots", "Slots of this member", () -> last.owned());
    lifecycle.gauge(
        "actorproxy.cluster.slots.open",
        "Slots without owner, and those of this member that are being handed over",
        () -> last.open().size());
    lifecycle.gauge(
        "actorproxy.cluster.certificates.missing",
        "Slots of this member whose owner before has not certified them for more than a second",
        () -> last.certificatesMissing(MISSING_MILLIS));
    lifecycle.gauge(
        "actorproxy.cluster.lease",
        "Milliseconds for which this member may start turns without a heartbeat",
        () -> last.leaseMillis());
    lifecycle.counter(
        "actorproxy.cluster.memberships.lost",
        "Memberships that ended though the proxy did not leave",
        cluster::membershipsLost);
    lifecycle.counter(
        "actorproxy.cluster.calls.forwarded",
        "Calls of actors that were at another member",
        forwarder::forwarded);
    cluster.onLoop(this::look);
  }

  /** On the cluster's loop. */
  void look() {
    ClusterStatus now = cluster.status();
    last = now;
    if (now.leaseMillis() > 0) {
      share.onLook(cluster.slotsToCome(), now.owned());
      readiness.onValid();
    }
    long stillMissing = now.certificatesMissing(MISSING_MILLIS);
    if (stillMissing > 0 && missing == 0) {
      LOG.warn(
          "{} slots wait for their certificates from other members, first {}; their calls wait",
          stillMissing,
          first(now));
    } else if (stillMissing == 0 && missing > 0) {
      LOG.info("No slot waits for its certificate any more");
    }
    missing = stillMissing;
    cluster.onLoop(problem() == null ? LOOK_MILLIS : UNREADY_MILLIS, this::look);
  }

  private static String first(ClusterStatus now) {
    return now.open().stream()
        .filter(slot -> slot.reason() == ClusterStatus.Reason.WAITS_FOR_CERTIFICATE)
        .findFirst()
        .map(slot -> "%s from epoch %d".formatted(slot.slot(), slot.with()))
        .orElse("");
  }

  /** Why the proxy is not ready; null if it is. */
  @Nullable String problem() {
    if (cluster.isLeaving()) {
      return "the proxy leaves the cluster";
    }
    String problem = readiness.problem();
    return problem == null ? share.problem() : problem;
  }

  private JsonObject report() {
    ClusterStatus now = last;
    JsonObject json = new JsonObject();
    json.addProperty("isClustered", true);
    json.addProperty("epoch", now.epoch());
    json.addProperty("leaseMillis", now.leaseMillis());
    json.addProperty("view", now.view());
    JsonArray members = new JsonArray();
    now.members().forEach(seen -> members.add(member(seen)));
    json.add("members", members);
    JsonArray open = new JsonArray();
    now.open().forEach(slot -> open.add(slot(slot)));
    json.add("open", open);
    return json;
  }

  private static JsonObject member(ClusterStatus.Seen seen) {
    JsonObject json = new JsonObject();
    json.addProperty("epoch", seen.member().epoch());
    json.addProperty("app", seen.member().profile().app());
    json.addProperty("name", seen.member().profile().name());
    json.addProperty("address", seen.member().profile().linkAddress());
    json.addProperty("state", seen.member().isUp() ? "up" : "leaving");
    json.addProperty("hostUp", seen.member().hostUp());
    json.addProperty("silentMillis", seen.silentMillis());
    JsonObject slots = new JsonObject();
    seen.slots().forEach(slots::addProperty);
    json.add("slots", slots);
    return json;
  }

  private static JsonObject slot(ClusterStatus.OpenSlot slot) {
    JsonObject json = new JsonObject();
    json.addProperty("slot", slot.slot().toString());
    json.addProperty(
        "reason",
        switch (slot.reason()) {
          case NO_OWNER -> "no owner";
          case WAITS_FOR_CERTIFICATE -> "waits for its certificate";
          case WAITS_FOR_ACTORS -> "waits for busy actors";
          case GIVEN_AWAY -> "given away";
        });
    json.addProperty("with", slot.with());
    json.addProperty("millis", slot.millis());
    return json;
  }
}
