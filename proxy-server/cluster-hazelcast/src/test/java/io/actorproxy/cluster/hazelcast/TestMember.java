package io.actorproxy.cluster.hazelcast;

import io.actorproxy.cluster.hazelcast.HazelcastConfig.Named;
import io.actorproxy.cluster.hazelcast.HazelcastConfig.Timings;
import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.NewsContext;
import io.actorproxy.cluster.news.NewsListener;
import io.actorproxy.time.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A member on an address of this machine's own network, and what it is told. */
final class TestMember implements AutoCloseable, NewsListener {
  /** Quick, as far as Hazelcast can be. */
  static final Timings QUICK = new Timings(1_000, 500, 5_000, 100, 5_000, new Backoff(50, 100));

  final List<News> told = new CopyOnWriteArrayList<>();
  final AtomicInteger suspicions = new AtomicInteger();
  final HazelcastConfig config;
  final NewsContext context;
  final HazelcastNews news;

  /**
   * @param members how many there are, as the store has it
   */
  TestMember(
      String cluster,
      String host,
      int port,
      List<String> peers,
      MemberNames.Lookup names,
      int members) {
    config = new HazelcastConfig(port, "", new Named(peers), QUICK);
    context = new NewsContext(cluster, host, false, () -> Collections.nCopies(members, host), this);
    news = new HazelcastNews(config, context, names, new SplittableRandom(1));
  }

  /** Waits longer than usual: Hazelcast takes seconds to start where there is little CPU. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(50));
  }

  static TestMember started(String cluster, int port, List<Integer> ports) {
    List<String> peers = ports.stream().map(peer -> "localhost:" + peer).toList();
    var member =
        new TestMember(cluster, "127.0.0.1", port, peers, InetAddress::getAllByName, ports.size());
    member.news.start();
    return member;
  }

  /** Ports of this machine that are free at all of its own addresses. */
  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(0));
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  @Override
  public void onNews(News item) {
    told.add(item);
  }

  @Override
  public void onSuspicion() {
    suspicions.incrementAndGet();
  }

  @Override
  public void close() {
    news.close();
  }
}
