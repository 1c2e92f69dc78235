package io.actorproxy.cluster.hazelcast;

import io.actorproxy.cluster.news.ClusterNews;
import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.NewsContext;
import io.actorproxy.cluster.news.ServedTypes;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News by Hazelcast. One thread of its own starts it, sends what waits, and looks whether the
 * members are reached; nothing else waits for Hazelcast.
 */
final class HazelcastNews implements ClusterNews {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastNews.class);

  /** News beyond that are dropped. */
  private static final int MAX_WAITING = 1_000;

  private static final long LOOK_MILLIS = 1_000;

  private final HazelcastConfig config;
  private final NewsContext context;
  private final MemberNames.Lookup names;
  private final RandomGenerator random;
  private final Announcements announcements = new Announcements();
  private final BlockingQueue<News> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;

  private volatile @Nullable ServedTypes mine;
  private volatile boolean isAnnounced;
  private volatile boolean isClosed;

  // These belong to the thread.
  private int failures;
  private long announcedNanos;
  private long completeNanos;
  private boolean isIncomplete;

  /**
   * @param names looks up where other members are
   */
  HazelcastNews(
      HazelcastConfig config,
      NewsContext context,
      MemberNames.Lookup names,
      RandomGenerator random) {
    this.config = config;
    this.context = context;
    this.names = names;
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("cluster-news").unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void publish(News news) {
    if (!waiting.offer(news)) {
      LOG.debug("Too many news wait to be sent; one is dropped");
    }
  }

  @Override
  public void announce(ServedTypes types) {
    mine = types;
    isAnnounced = false;
  }

  @Override
  public List<ServedTypes> served() {
    return announcements.all().stream()
        .sorted(Comparator.comparing(ServedTypes::name).thenComparing(ServedTypes::epoch))
        .toList();
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofMillis(config.timings().close()))) {
        LOG.warn("Hazelcast has not ended within {} ms", config.timings().close());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isClosed) {
        try (HazelcastMember member = join()) {
          carry(member);
        } catch (RuntimeException | LinkageError | UnknownHostException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      // It is closed.
      return;
    }
  }

  private HazelcastMember join() throws UnknownHostException {
    HazelcastMember member = HazelcastMember.join(config, context, names, announcements);
    LOG.info(
        "Hazelcast carries news between {} members, at port {}", member.reached(), config.port());
    failures = 0;
    isAnnounced = false;
    isIncomplete = false;
    completeNanos = System.nanoTime();
    return member;
  }

  /** What waited meanwhile is old: members have found it out by their heartbeats. */
  private void failed(Throwable e) throws InterruptedException {
    if (isClosed) {
      return;
    }
    failures++;
    long pause = config.timings().retry().jittered(failures, random);
    LOG.warn(
        "Hazelcast does not run, so news of other members come by the member link alone; it is"
            + " started again in {} ms, at {}={}, {}={}: {}",
        pause,
        HazelcastSettings.PORT.name(),
        config.port(),
        HazelcastSettings.INTERFACE.name(),
        config.interfaceAddress(),
        e.toString());
    LOG.debug("Hazelcast failed", e);
    TimeUnit.MILLISECONDS.sleep(pause);
    waiting.clear();
  }

  private void carry(HazelcastMember member) throws InterruptedException {
    while (!isClosed && member.isRunning()) {
      News news = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (news != null) {
        member.publish(news);
      }
      announce(member);
      look(member);
    }
  }

  /**
   * Again and again: an announcement that is not repeated is forgotten, as that of a dead process.
   */
  private void announce(HazelcastMember member) {
    ServedTypes now = mine;
    long age = System.nanoTime() - announcedNanos;
    boolean isDue = age >= TimeUnit.MILLISECONDS.toNanos(config.timings().announce());
    if (now != null && (!isAnnounced || isDue)) {
      isAnnounced = true;
      announcedNanos = System.nanoTime();
      member.announce(now);
    }
  }

  /** Hazelcast may have split, or refuse members of another version, and says so to no caller. */
  private void look(HazelcastMember member) {
    int reached = member.reached();
    int all = context.members().get().size();
    long now = System.nanoTime();
    if (reached >= all) {
      if (isIncomplete) {
        LOG.info("Hazelcast carries news between {} members", reached);
      }
      completeNanos = now;
      isIncomplete = false;
    } else if (!isIncomplete
        && now - completeNanos >= TimeUnit.MILLISECONDS.toNanos(config.timings().alone())) {
      isIncomplete = true;
      LOG.warn(
          "Hazelcast reaches {} of {} members: news of the others come by the member link alone",
          reached,
          all);
    }
  }
}
