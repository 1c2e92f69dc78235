package io.actorproxy.cluster.hazelcast;

import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.MapEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.NewsContext;
import io.actorproxy.cluster.news.NewsListener;
import io.actorproxy.cluster.news.ServedTypes;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Hazelcast. Its methods may wait for other members. */
final class HazelcastMember implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastMember.class);

  private final HazelcastInstance instance;
  private final String process;
  private final HazelcastConfig config;
  private final NewsListener listener;
  private final Announcements announcements;
  private final ITopic<Object> topic;
  private final ReplicatedMap<String, Object> types;
  private final AtomicBoolean hasWarned = new AtomicBoolean();

  private HazelcastMember(
      HazelcastInstance instance,
      String process,
      HazelcastConfig config,
      NewsListener listener,
      Announcements announcements) {
    this.instance = instance;
    this.process = process;
    this.config = config;
    this.listener = listener;
    this.announcements = announcements;
    this.topic = instance.getTopic(InstanceConfig.TOPIC);
    this.types = instance.getReplicatedMap(InstanceConfig.TYPES);
  }

  /**
   * Starts it, and waits until it has joined others or has found that there are none.
   *
   * @throws UnknownHostException if the address of this machine is not known
   */
  static HazelcastMember join(
      HazelcastConfig config,
      NewsContext context,
      MemberNames.Lookup names,
      Announcements announcements)
      throws UnknownHostException {
    LibraryLog.use();
    String process = UUID.randomUUID().toString();
    HazelcastInstance instance =
        Hazelcast.newHazelcastInstance(InstanceConfig.of(config, context, names, process));
    var member = new HazelcastMember(instance, process, config, context.listener(), announcements);
    try {
      member.listen();
      return member;
    } catch (RuntimeException e) {
      member.close();
      throw e;
    }
  }

  private void listen() {
    instance.getCluster().addMembershipListener(new Removals());
    topic.addMessageListener(this::onMessage);
    types.addEntryListener(new Entries());
    for (String key : types.keySet()) {
      onEntry(key, types.get(key));
    }
  }

  boolean isRunning() {
    return instance.getLifecycleService().isRunning();
  }

  /** How many members are reached, with this one. */
  int reached() {
    return instance.getCluster().getMembers().size();
  }

  void publish(News news) {
    NewsCodec.write(news, topic::publish);
  }

  void announce(ServedTypes mine) {
    types.put(process, NewsCodec.write(mine), config.timings().forget(), TimeUnit.MILLISECONDS);
  }

  private void onMessage(Message<Object> message) {
    if (message.getPublishingMember() != null && message.getPublishingMember().localMember()) {
      return;
    }
    try {
      News news = NewsCodec.read(bytes(message.getMessageObject()));
      if (news != null) {
        listener.onNews(news);
      }
    } catch (IOException | RuntimeException e) {
      malformed(e);
    }
  }

  private void onEntry(String key, @Nullable Object value) {
    try {
      if (value != null) {
        announcements.put(key, NewsCodec.readServed(bytes(value)));
      }
    } catch (IOException | RuntimeException e) {
      malformed(e);
    }
  }

  private static byte[] bytes(@Nullable Object message) throws IOException {
    if (message instanceof byte[] bytes) {
      return bytes;
    }
    throw new IOException("no bytes");
  }

  private void malformed(Exception e) {
    if (hasWarned.compareAndSet(false, true)) {
      LOG.warn(
          "Hazelcast brought what is no news of a member; it is dropped, and so are others without"
              + " another warning: {}",
          e.toString());
    }
  }

  /** Ends at once; other members find out by the connections that are closed. */
  @Override
  public void close() {
    announcements.clear();
    instance.getLifecycleService().terminate();
  }

  /** A member that is gone serves nothing. */
  private final class Removals extends MembershipAdapter {
    @Override
    public void memberRemoved(MembershipEvent event) {
      String gone = event.getMember().getAttribute(InstanceConfig.PROCESS);
      if (gone != null) {
        announcements.remove(gone);
      }
      listener.onSuspicion();
    }
  }

  private final class Entries extends EntryAdapter<String, Object> {
    @Override
    public void entryAdded(EntryEvent<String, Object> event) {
      onEvent(event);
    }

    @Override
    public void entryUpdated(EntryEvent<String, Object> event) {
      onEvent(event);
    }

    private void onEvent(EntryEvent<String, Object> event) {
      try {
        onEntry(event.getKey(), event.getValue());
      } catch (RuntimeException e) {
        malformed(e);
      }
    }

    @Override
    public void entryRemoved(EntryEvent<String, Object> event) {
      announcements.remove(event.getKey());
    }

    @Override
    public void entryEvicted(EntryEvent<String, Object> event) {
      announcements.remove(event.getKey());
    }

    @Override
    public void mapCleared(MapEvent event) {
      announcements.clear();
    }
  }
}
