package io.actorproxy.cluster.link;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.Frame;
import io.actorproxy.cluster.MemberCalls;
import io.actorproxy.cluster.MemberInbox;
import io.actorproxy.cluster.MemberLink;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.loops.Partition;
import io.actorproxy.loops.Transport;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links of this process to all other members, over gRPC. Thread safe. */
public final class GrpcLinks implements MemberLink, MemberCalls, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcLinks.class);

  /** It tells of every stream that breaks, with a stack; what matters is said by this module. */
  private static final java.util.logging.Logger GRPC_LOG =
      java.util.logging.Logger.getLogger("io.grpc");

  private final LinkContext context;
  private final Supplier<String> host;
  private final boolean isLocal;
  private final LinkServer server;
  private final Queue<EpochLinks> ended = new ConcurrentLinkedQueue<>();
  private volatile @Nullable EpochLinks present;
  private volatile Map<Long, String> addresses = Map.of();
  private volatile boolean isClosed;
  private @Nullable String address;

  /**
   * Begins to listen. Without a secret and without certificates it listens on this machine only.
   *
   * @param host where other members reach this machine; asked once, by {@link #address}
   * @param partitions the loops of the transport
   * @throws IOException if the port is taken, or a file of the certificates cannot be read
   * @throws GeneralSecurityException if a certificate or key is not what it should be
   */
  public GrpcLinks(
      LinkConfig config,
      Supplier<String> host,
      Transport transport,
      List<Partition> partitions,
      TimeSource time,
      SecureRandom random,
      MemberInbox inbox)
      throws IOException, GeneralSecurityException {
    GRPC_LOG.setLevel(Level.SEVERE);
    Certificates certificates =
        config.certificates() == null ? null : new Certificates(config.certificates());
    this.context =
        new LinkContext(
            config,
            new Handshake(config, random),
            certificates,
            transport,
            List.copyOf(partitions),
            time,
            random,
            inbox);
    this.host = host;
    this.isLocal = config.secret().isEmpty() && certificates == null;
    InetAddress listening =
        isLocal ? InetAddress.getLoopbackAddress() : InetAddress.getByName(config.host());
    this.server = new LinkServer(context, listening, () -> present);
    warn(listening, certificates);
    if (certificates != null) {
      watch(certificates);
    }
  }

  private void warn(InetAddress listening, @Nullable Certificates certificates) {
    if (isLocal) {
      LOG.warn(
          "members of other machines are not reached: set PROXY_CLUSTER_SECRET, or give the members"
              + " certificates");
    } else if (certificates == null && !listening.isLoopbackAddress()) {
      LOG.warn(
          "what members send each other is not encrypted, since there are no certificates: only a"
              + " network that others cannot read or change keeps it safe");
    }
  }

  private void watch(Certificates certificates) {
    Partition partition = context.partitions().getFirst();
    partition.execute(() -> watchLater(partition, certificates));
  }

  private void watchLater(Partition partition, Certificates certificates) {
    partition
        .wheel()
        .schedule(
            context.config().timings().reload(),
            () -> {
              if (!isClosed) {
                certificates.lookForChanges();
                watchLater(partition, certificates);
              }
            });
  }

  /**
   * Where other members find this one's link, as its row in the store has to say. To be asked
   * before the process becomes a member: the first time it may block.
   */
  public synchronized String address() {
    String known = address;
    if (known == null) {
      String machine = isLocal ? InetAddress.getLoopbackAddress().getHostAddress() : host.get();
      known = LinkAddress.format(machine, server.port());
      address = known;
    }
    return known;
  }

  /** Whether members of other machines cannot reach this one. */
  public boolean isLocal() {
    return isLocal;
  }

  /** Reads the certificates anew if they have changed, now. */
  void reloadCertificates() {
    Certificates certificates = context.certificates();
    if (certificates != null) {
      certificates.reload();
    }
  }

  // --- the membership

  @Override
  public synchronized void onJoined(long epoch) {
    onEnded();
    present = new EpochLinks(context, epoch, address(), member -> addresses.get(member));
  }

  @Override
  public synchronized void onEnded() {
    EpochLinks over = present;
    present = null;
    if (over != null) {
      over.end();
      ended.removeIf(EpochLinks::hasEnded);
      ended.add(over);
    }
  }

  @Override
  public void onMembers(List<Member> members) {
    Map<Long, String> known = new HashMap<>();
    for (Member member : members) {
      known.put(member.epoch(), member.profile().linkAddress());
    }
    addresses = Map.copyOf(known);
    server.members(
        known.values().stream()
            .map(one -> Machine.ofLiteral(LinkAddress.machine(one)))
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet()));
    EpochLinks links = present;
    if (links != null) {
      links.onMembers();
    }
  }

  // --- sending

  @Override
  public void send(long epoch, Frame frame) {
    EpochLinks links = present;
    if (links != null) {
      links.peer(epoch).send(frame);
    }
  }

  @Override
  public void connect(long epoch) {
    EpochLinks links = present;
    if (links != null) {
      links.peer(epoch).connect();
    }
  }

  @Override
  public boolean isOpen(long epoch) {
    EpochLinks links = present;
    return links != null && links.peer(epoch).isOpen();
  }

  @Override
  public Forwarding call(
      long epoch, Call call, Deadline deadline, ByteString trace, Consumer<CallOutcome> then) {
    EpochLinks links = present;
    if (links == null) {
      then.accept(LinkFailures.unreachable(epoch, "this process is no member now"));
      return () -> {};
    }
    return links.peer(epoch).call(call, deadline, trace, then);
  }

  /** Another member, as this one knows it; for tests. */
  Peer peer(long epoch) {
    return requireNonNull(present, "no member now").peer(epoch);
  }

  // --- the end

  /**
   * Ends the membership, waits until what was taken in is answered, and for no longer than the
   * configuration says, and closes all connections.
   */
  @Override
  public void close() {
    isClosed = true;
    server.stopAccepting();
    onEnded();
    long end =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.config().timings().close());
    while (!ended.stream().allMatch(EpochLinks::hasEnded) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    ended.forEach(links -> links.abort("this member stops"));
    server.close();
  }
}
