package io.actorproxy.cluster.part;

import static java.util.Objects.requireNonNull;

import io.actorproxy.cluster.Cluster;
import io.actorproxy.cluster.ClusterActors;
import io.actorproxy.cluster.ClusterLimits;
import io.actorproxy.cluster.ClusterThread;
import io.actorproxy.cluster.ClusterTimings;
import io.actorproxy.cluster.HashedSlots;
import io.actorproxy.cluster.MemberClaims;
import io.actorproxy.cluster.MemberDoor;
import io.actorproxy.cluster.MemberForwarder;
import io.actorproxy.cluster.NewsInbox;
import io.actorproxy.cluster.Placements;
import io.actorproxy.cluster.ThreadedStoreClient;
import io.actorproxy.cluster.link.GrpcLinks;
import io.actorproxy.cluster.link.LinkAddress;
import io.actorproxy.cluster.news.ClusterNews;
import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.NewsContext;
import io.actorproxy.cluster.news.ServedTypes;
import io.actorproxy.definition.ActorType;
import io.actorproxy.delivery.Owner;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.part.ClusterMembership;
import io.actorproxy.part.Core;
import io.actorproxy.part.Lifecycle;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.supervision.EntitySupervisor;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This proxy as a member of the cluster of all proxies on its database. */
final class ProxyMember implements ClusterMembership, Cluster.Listener, SpawnedInstances.Others {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyMember.class);

  /** How long a call that has no deadline is taken to other members. */
  private static final long PATIENCE_MILLIS = 30_000;

  /** Between two looks at whether it has joined, and whether all actors are given away. */
  private static final long LOOK_MILLIS = 10;

  /** How long a member that has joined waits at most for connections to the others. */
  private static final long CONNECTING_MILLIS = 500;

  /** How long news wait for the front door, which opens meanwhile: they take CPU to start. */
  private static final long NEWS_MILLIS = 1_000;

  /** For how long instances are gathered that were spawned: calls may spawn thousands a second. */
  private static final long GATHERED_MILLIS = 10;

  /** More are not told: other members find them, a second later at the most. */
  private static final int SPAWNED_MAX = 10_000;

  /** How many instances are told in one message. */
  private static final int TOLD_TOGETHER = 1_000;

  /** How long an actor that was removed elsewhere may be busy until its activation is left. */
  private static final long END_MILLIS = 10_000;

  /** How long others have to store what their hosts register at the same time. */
  private static final long DEFINITIONS_MILLIS = 1_000;

  private static final String REFUSED =
      "the proxies of another cluster use this database: PROXY_CLUSTER_NAME or PROXY_CLUSTER_SECRET"
          + " is another one there, or only one side has PROXY_CLUSTER_CERTIFICATES; this proxy"
          + " waits until they are gone";

  private final ClusterConfig config;
  private final HashedSlots slots = new HashedSlots();
  private final ClusterActors actors;
  private final MemberClaims claims = new MemberClaims();
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private @Nullable MemberForwarder forwarder;
  private @Nullable Cluster cluster;
  private @Nullable ActorRegistry registry;
  private @Nullable Core core;
  private Member.@Nullable Profile profile;
  private volatile ClusterNews news = ClusterNews.NONE;
  private volatile List<TypeName> types = List.of();
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("cluster-definitions").factory());
  private volatile boolean isRefused;
  private @Nullable OtherDefinitions definitions;

  /** What others are to be told; guarded by itself. */
  private final List<ActorId> spawned = new ArrayList<>();

  ProxyMember(ClusterConfig config) {
    this.config = config;
    this.actors =
        new ClusterActors(
            slots,
            (actor, request, wasAdmitted) -> forwarder().forward(actor, request, wasAdmitted),
            () -> forwarder().waiting() == 0);
  }

  private MemberForwarder forwarder() {
    return requireNonNull(forwarder, "not opened yet");
  }

  private Cluster cluster() {
    return requireNonNull(cluster, "not opened yet");
  }

  @Override
  public Ownership ownership() {
    return actors;
  }

  @Override
  public Owner.Member claims() {
    return claims;
  }

  @Override
  public void open(Core core, Lifecycle lifecycle) throws IOException {
    this.core = core;
    ClusterStore store =
        core.store().cluster().orElseThrow(() -> new IOException("the store has no cluster"));
    ClusterThread loop = lifecycle.closes("the cluster's loop", new ClusterThread(core.time()));
    ThreadedStoreClient client =
        lifecycle.closes("the cluster's way to the store", new ThreadedStoreClient(store, loop));
    MemberDoor door = new MemberDoor(slots, core.time());
    GrpcLinks links = lifecycle.closes("the member link", links(core, door));
    MemberForwarder forwards =
        new MemberForwarder(
            slots,
            links,
            core.partitions().stream()
                .map(one -> new MemberForwarder.CallLoop(one, one.wheel()))
                .toList(),
            core.time(),
            PATIENCE_MILLIS,
            core.inFlight().max());
    Member.Profile mine = profile(core, links.address());
    Cluster member =
        new Cluster(
            ClusterTimings.DEFAULTS,
            ClusterLimits.DEFAULTS,
            loop,
            new SecureRandom(),
            client,
            links,
            actors,
            Placements.named(config.placement()),
            mine,
            List.of(),
            this);
    member.useTime(core.outbox()::storeMillis);
    profile = mine;
    forwarder = forwards;
    cluster = member;
    registry = core.registry();
    if (!core.identity().registrant().app().isEmpty()) {
      definitions =
          new OtherDefinitions(
              core.store().lookups(), core.registry(), core.identity().registrant().app());
    }
    lifecycle.closes("the comparison of definitions", background::shutdownNow);
    slots.bind(member::groupOf);
    actors.bind(member, core.supervisor());
    claims.bind(member, core.store().lookups());
    forwards.bind(member, core.router());
    door.bind(member, core.router());
    ClusterWatch seen =
        new ClusterWatch(
            member,
            new LeaseReadiness(core.time(), config.readinessGraceMillis()),
            new ShareReadiness(core.time()));
    seen.start(core, lifecycle, forwards);
    lifecycle.readyUnless("cluster", () -> problem(seen));
    news =
        lifecycle.closes(
            "the news of the cluster",
            config
                .news()
                .open(
                    new NewsContext(
                        config.link().cluster(),
                        LinkAddress.machine(links.address()),
                        links.isLocal(),
                        () -> machines(member),
                        new NewsInbox(member, this::onInstances))));
    core.instances().shareWith(this);
    core.registry().whenTypesChange(this::onTypes);
    lifecycle.closes(
        "the removal of old registrations",
        new RegistrationSweep(
                core.store().lookups(),
                core.identity().registrant(),
                () -> registrants(member),
                core.time())
            .start());
    lifecycle.closes(
        "the watch of the host",
        new HostMonitor(core.hostAccepts(), isUp -> member.onLoop(() -> member.onHost(isUp)))
            .start());
  }

  private GrpcLinks links(Core core, MemberDoor door) throws IOException {
    try {
      return new GrpcLinks(
          config.link(),
          () ->
              LinkAddress.host(
                  config.address(), config.pod(), () -> OwnAddress.towards(config.databaseHost())),
          core.transport(),
          core.partitions(),
          core.time(),
          new SecureRandom(),
          door);
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "the member link cannot be opened: %s; PROXY_CLUSTER_INTERFACE and PROXY_CLUSTER_PORT say where it listens, PROXY_CLUSTER_CERTIFICATES where its certificates are"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** A proxy whose app has no name has an app of its own. */
  private Member.Profile profile(Core core, String address) {
    String app = core.identity().registrant().app();
    String name = core.identity().registrant().member();
    return new Member.Profile(
        app.isEmpty() ? name : app,
        name,
        address,
        config.link().versions().oldest(),
        config.link().versions().newest());
  }

  private static List<String> machines(Cluster member) {
    return member.members().stream()
        .map(one -> LinkAddress.machine(one.profile().linkAddress()))
        .toList();
  }

  /** As whom the members keep registrations; empty as long as they are not known. */
  private static Set<String> registrants(Cluster member) {
    return member.members().stream()
        .map(one -> one.profile().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  private void onTypes() {
    List<TypeName> registered =
        requireNonNull(registry, "not opened yet").types().stream()
            .map(ProxyMember::nameOf)
            .toList();
    types = registered;
    cluster().onLoop(() -> cluster().onTypes(registered));
    announce(cluster().identity());
    cluster().onLoop(DEFINITIONS_MILLIS, this::compareDefinitions);
  }

  private void compareDefinitions() {
    OtherDefinitions known = definitions;
    if (known == null || background.isShutdown()) {
      return;
    }
    Member.Profile mine = requireNonNull(profile, "not opened yet");
    List<String> others =
        cluster().members().stream()
            .map(Member::profile)
            .filter(other -> other.app().equals(mine.app()) && !other.name().equals(mine.name()))
            .map(Member.Profile::name)
            .distinct()
            .toList();
    background.execute(() -> known.compare(others));
  }

  private void announce(@Nullable Identity me) {
    if (me != null) {
      Member.Profile mine = requireNonNull(profile, "not opened yet");
      news.announce(new ServedTypes(me.epoch(), mine.app(), mine.name(), types));
    }
  }

  private static TypeName nameOf(ActorType type) {
    return new TypeName(type.system(), type.name());
  }

  @Override
  public CompletionStage<?> join() {
    CompletableFuture<Void> joined = new CompletableFuture<>();
    String mark = config.link().mark();
    String previous = config.link().previousMark();
    cluster()
        .onLoop(
            () -> {
              cluster().start(mark, previous);
              awaitConnections(joined, CONNECTING_MILLIS / LOOK_MILLIS);
            });
    cluster().onLoop(NEWS_MILLIS, news::start);
    return joined;
  }

  /** A member that cannot be reached keeps no call waiting whose actor is elsewhere. */
  private void awaitConnections(CompletableFuture<Void> joined, long looks) {
    boolean isKnown = cluster().hasReadTypes();
    if (isKnown && (cluster().connect() || looks <= 0)) {
      joined.complete(null);
    } else {
      long left = isKnown ? looks - 1 : looks;
      cluster().onLoop(LOOK_MILLIS, () -> awaitConnections(joined, left));
    }
  }

  @Override
  public CompletionStage<?> giveAway() {
    CompletableFuture<Void> given = new CompletableFuture<>();
    cluster()
        .onLoop(
            () -> {
              cluster().giveAway();
              lookAgain(given);
            });
    return given;
  }

  private void lookAgain(CompletableFuture<Void> given) {
    if (cluster().hasGivenAway()) {
      given.complete(null);
    } else {
      cluster().onLoop(LOOK_MILLIS, () -> lookAgain(given));
    }
  }

  @Override
  public CompletionStage<?> leave() {
    cluster().onLoop(cluster()::leave);
    return left;
  }

  @Override
  public void onJoined(Identity me) {
    isRefused = false;
    LOG.info("Joined the cluster {} as member {}", config.link().cluster(), me.epoch());
    announce(me);
  }

  @Override
  public void onChanged(View view) {
    news.publish(new News.ViewChanged(view));
  }

  @Override
  public void onMembers(List<Member> come, List<Member> gone) {
    come.forEach(this::onMember);
    gone.forEach(
        one ->
            LOG.info(
                one.isUp()
                    ? "Taken for dead, as its lease was over; others run its actors now: {}"
                    : "Left the cluster: {}",
                description(one)));
  }

  private void onMember(Member one) {
    LOG.info("Member of the cluster: {}", description(one));
    Member.Profile mine = requireNonNull(profile, "not opened yet");
    Member.Profile other = one.profile();
    if (!other.speaksWith(mine)) {
      LOG.warn(
          "The member {} speaks the versions {} to {} of the member link, and this one {} to {}:"
              + " calls do not go from one to the other, nor do actors until one of them leaves."
              + " Update one version after the other",
          description(one),
          other.oldestProtocol(),
          other.newestProtocol(),
          mine.oldestProtocol(),
          mine.newestProtocol());
    }
  }

  private static String description(Member one) {
    return "%d, %s at %s".formatted(one.epoch(), one.profile().name(), one.profile().linkAddress());
  }

  @Override
  public void onLost() {
    LOG.warn(
        "The other members took this proxy for dead and run its actors now, or the database went"
            + " back to an earlier state; it joins again");
  }

  @Override
  public void onServedByAnother(TypeName type, String app) {
    LOG.warn(
        "The type {}/{} is of the app {}, which registered it first: its members run the actors,"
            + " and the host of this proxy, of the app {}, is asked nothing about it until they are"
            + " gone",
        type.system(),
        type.type(),
        app,
        requireNonNull(profile, "not opened yet").app());
  }

  @Override
  public void onMessagesDue(long millis) {
    claims.onMessagesDue(millis);
  }

  // --- instances

  @Override
  public void onSpawned(List<ActorId> instances) {
    boolean isFirst;
    synchronized (spawned) {
      isFirst = spawned.isEmpty();
      if (spawned.size() < SPAWNED_MAX) {
        spawned.addAll(instances);
      }
    }
    if (isFirst) {
      cluster().onLoop(GATHERED_MILLIS, this::tellSpawned);
    }
  }

  private void tellSpawned() {
    List<ActorId> those;
    synchronized (spawned) {
      those = List.copyOf(spawned);
      spawned.clear();
    }
    tell(those, News.Spawned::new);
  }

  @Override
  public void onRemoved(List<ActorId> removed) {
    tell(removed, News.Removed::new);
  }

  private void tell(List<ActorId> those, Function<List<ActorId>, News> as) {
    for (int from = 0; from < those.size(); from += TOLD_TOGETHER) {
      News told = as.apply(those.subList(from, Math.min(those.size(), from + TOLD_TOGETHER)));
      news.publish(told);
      cluster().tell(told);
    }
  }

  /** By the link, and by the carrier of news: what is said twice is looked up twice. */
  @Override
  public void onInstances(News told) {
    SpawnedInstances instances = requireNonNull(core, "not opened yet").instances();
    switch (told) {
      case News.Spawned(List<ActorId> spawned) -> instances.onSpawnedElsewhere(spawned);
      case News.Removed(List<ActorId> removed) -> instances.onRemovedElsewhere(removed);
      case News.ViewChanged _ -> {}
    }
  }

  /** An activation that lasts could answer from a state that is gone; a save of it is refused. */
  @Override
  public void onGone(List<ActorId> gone) {
    EntitySupervisor supervisor = requireNonNull(core, "not opened yet").supervisor();
    supervisor.forgotten(gone.stream().filter(id -> !id.parent().isEmpty()).toList());
    var _ = supervisor.end(gone, Deadline.in(END_MILLIS, requireNonNull(core).time()));
  }

  @Override
  public void onLeft() {
    LOG.info("Left the cluster, after all actors were given away or saved");
    left.complete(null);
  }

  @Override
  public void onRefused() {
    if (!isRefused) {
      LOG.error("Expected to join the cluster, but {}", REFUSED);
    }
    isRefused = true;
  }

  private @Nullable String problem(ClusterWatch seen) {
    if (isRefused) {
      return REFUSED;
    }
    return seen.problem();
  }
}
