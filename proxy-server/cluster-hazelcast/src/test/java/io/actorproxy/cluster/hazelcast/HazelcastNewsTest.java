package io.actorproxy.cluster.hazelcast;

import static io.actorproxy.cluster.hazelcast.TestMember.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.ServedTypes;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Two members that stay, and others that come and go. */
final class HazelcastNewsTest {
  private static final String CLUSTER = "news-test";

  private static List<Integer> ports = List.of();
  private static TestMember one;
  private static TestMember two;

  @BeforeAll
  static void start() throws Exception {
    ports = TestMember.freePorts(3);
    one = TestMember.started(CLUSTER, ports.get(0), ports);
    two = TestMember.started(CLUSTER, ports.get(1), ports);
    one.news.announce(served(1));
    two.news.announce(served(2));
    await().until(() -> one.news.served().size() == 2 && two.news.served().size() == 2);
  }

  @AfterAll
  static void close() {
    one.close();
    two.close();
  }

  private static ServedTypes served(long epoch) {
    return new ServedTypes(
        epoch, "app", "member-" + epoch, List.of(new TypeName("system", "type-" + epoch)));
  }

  @Test
  void newsArriveAtTheOthers() {
    List<News> news =
        List.of(
            new News.ViewChanged(new View(7, -1, 3)),
            new News.Spawned(List.of(new ActorId("system", "type", "one"))),
            new News.Removed(List.of(new ActorId("system", "type", "one"))));
    news.forEach(one.news::publish);

    await().untilAsserted(() -> assertThat(two.told).containsAll(news));
    assertThat(one.told).doesNotContainAnyElementsOf(news);
  }

  @Test
  void typesAndTheMembersThatServeThemAreKnownToAll() {
    assertThat(one.news.served()).contains(served(1), served(2));
    assertThat(two.news.served()).contains(served(1), served(2));
  }

  @Test
  void aMemberThatIsGoneIsSuspectedAndServesNothing() {
    TestMember three = TestMember.started(CLUSTER, ports.get(2), ports);
    three.news.announce(served(3));
    await().until(() -> one.news.served().contains(served(3)));
    int before = one.suspicions.get();

    three.close();
    await().untilAsserted(() -> assertThat(one.suspicions).hasValueGreaterThan(before));
    await().untilAsserted(() -> assertThat(one.news.served()).doesNotContain(served(3)));
  }

  @Test
  void whatIsNoNewsIsDroppedWithOneWarning() throws Exception {
    var stranger =
        new TestMember(
            CLUSTER,
            "127.0.0.1",
            TestMember.freePorts(1).getFirst(),
            peers(),
            InetAddress::getAllByName,
            1);
    try (RecordedLog log = new RecordedLog(HazelcastMember.class.getName(), Level.INFO)) {
      HazelcastInstance raw =
          Hazelcast.newHazelcastInstance(
              InstanceConfig.of(
                  stranger.config, stranger.context, InetAddress::getAllByName, "stranger"));
      try {
        ITopic<Object> topic = raw.getTopic(InstanceConfig.TOPIC);
        topic.publish(new byte[] {2, 0, 99});
        topic.publish(new byte[NewsCodec.MAX_BYTES + 1]);
        topic.publish("text");
        topic.publish(new ArrayList<>(List.of("a list")));
        topic.publish(new Trap());
        raw.getReplicatedMap(InstanceConfig.TYPES).put("stranger", new byte[] {5});
        News last = new News.ViewChanged(new View(99, 99, 99));
        NewsCodec.write(last, topic::publish);
        await().untilAsserted(() -> assertThat(one.told).contains(last));
        await().untilAsserted(() -> assertThat(two.told).contains(last));
      } finally {
        raw.getLifecycleService().terminate();
      }
      assertThat(Trap.isSprung).isFalse();
      // One for each of the two members.
      assertThat(log.lines()).filteredOn(line -> line.contains("no news of a member")).hasSize(2);
    }
  }

  private static List<String> peers() {
    return ports.stream().map(port -> "localhost:" + port).toList();
  }

  /** An object that does something when it is read. */
  private static final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;

    private static volatile boolean isSprung;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      isSprung = true;
    }
  }
}
