package io.actorproxy.sdks;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.RegistrationResponse;
import io.spawn.ServiceInfo;
import io.spawn.Status;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A host app on a real socket whose actors do what a script says, with the habits of one SDK: a
 * subclass overrides the steps in which its SDK differs. This class is a host with no habit worth
 * mentioning. Thread safe; a virtual thread serves each connection.
 */
public abstract class ScriptedHost implements AutoCloseable {
  protected final HostSetup setup;
  private final List<ActorInvocation> received = new CopyOnWriteArrayList<>();
  private final List<HttpMessage> requests = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Listener listener;

  private record Listener(ServerSocket server, Thread acceptor) {}

  protected ScriptedHost(HostSetup setup) {
    this.setup = setup;
  }

  // What a test does with it.

  /** Listens, then registers. */
  protected void boot() throws IOException {
    listen();
    register();
  }

  public final void listen() throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port()));
    listener = new Listener(opened, Thread.startVirtualThread(() -> accept(opened)));
  }

  /** Registers all actors, and reads the answer as the SDK does. */
  public void register() throws IOException {
    Answer<RegistrationResponse> answer =
        setup.proxy().post("/api/v1/system", registration(), RegistrationResponse.parser());
    if (answer.body().getStatus().getStatus() != Status.OK) {
      throw new SdkException(answer.body().getStatus().getMessage());
    }
  }

  /**
   * Calls an actor of this host's system in the form the SDK uses, and reads the answer as it does.
   */
  public final String invoke(String actor, String parent, String action, String input)
      throws IOException {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(setup.system(), actor, parent))
            .setActionName(action)
            .setValue(Values.any(input));
    request.getSystemBuilder().setName(setup.system());
    form(request);
    Answer<InvocationResponse> answer = setup.proxy().invoke(request.build());
    return read(answer);
  }

  /** Every invocation received so far, in order of arrival. */
  public final List<ActorInvocation> received() {
    return received;
  }

  /** How often an action of this host's system was invoked. */
  public final long timesInvoked(String action) {
    return received(action).size();
  }

  /** The invocations of one action of this host's system. */
  public final List<ActorInvocation> received(String action) {
    return received.stream()
        .filter(call -> call.getActor().getSystem().equals(setup.system()))
        .filter(call -> call.getActionName().equals(action))
        .toList();
  }

  /** Every HTTP request received so far. */
  public final List<HttpMessage> requests() {
    return requests;
  }

  /** What the proxy did that this SDK cannot take. */
  public final List<String> violations() {
    return violations;
  }

  public final boolean isListening() {
    Listener current = listener;
    return current != null && !current.server().isClosed();
  }

  public final int port() {
    Listener current = listener;
    return current == null ? setup.port() : current.server().getLocalPort();
  }

  /** Connections that are open now. */
  public final int openConnections() {
    return connections.size();
  }

  /** As an app at SIGTERM: takes no new connections, and serves those that there are. */
  public final void stopListening() throws IOException {
    Listener current = listener;
    if (current != null) {
      current.server().close();
      join(current.acceptor());
    }
  }

  /** Stops listening and drops all connections. */
  @Override
  public final void close() throws IOException {
    // The port is free only when the thread that waits there has gone.
    stopListening();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Where SDKs differ: registering and calling.

  /** The registration as bytes, in the SDK's form. */
  protected byte[] registration() {
    RegistrationRequest.Builder request =
        RegistrationRequest.newBuilder()
            .setServiceInfo(
                ServiceInfo.newBuilder()
                    .setServiceName("scenario")
                    .setServiceRuntime(getClass().getSimpleName())
                    .setProtocolMajorVersion(1)
                    .setProtocolMinorVersion(1));
    request.getActorSystemBuilder().setName(setup.system());
    for (ActorScript actor : setup.actors()) {
      request
          .getActorSystemBuilder()
          .getRegistryBuilder()
          .putActors(actor.name(), form(actor.definition(setup.system())));
    }
    return request.build().toByteArray();
  }

  /** The form the SDK gives a definition. */
  protected Actor form(Actor definition) {
    return definition;
  }

  /** The form the SDK gives a call. */
  protected void form(InvocationRequest.Builder request) {}

  /** Makes an answer of the proxy the result of a call: its value's text, or an exception. */
  protected String read(Answer<InvocationResponse> answer) {
    if (answer.body().getStatus().getStatus() != Status.OK) {
      throw new SdkException(answer.body().getStatus().getMessage());
    }
    return Values.text(answer.body().getValue());
  }

  // Where SDKs differ: serving.

  /** Milliseconds after which the SDK closes an idle connection; 0 for never. */
  protected int idleTimeout() {
    return 0;
  }

  /** Reads one request; null when the proxy closed the connection. */
  protected @Nullable HttpMessage readRequest(InputStream in) throws IOException {
    return HttpMessage.read(in);
  }

  /** Whether the SDK takes a request of this content type. */
  protected boolean accepts(String contentType) {
    return true;
  }

  /** What the SDK answers to a content type it does not take. */
  protected HostReply onWrongContentType() {
    return HostReply.error(415, "text/plain", "");
  }

  /** What the SDK does when the state is an empty Any; null if it does not mind. */
  protected @Nullable HostReply onEmptyAny() {
    return null;
  }

  /** Why the SDK refuses an invocation it could run; null if it does not. */
  protected @Nullable HostReply refuse(ActorInvocation invocation) {
    return null;
  }

  protected abstract HostReply onUnknown(ActorInvocation invocation);

  protected abstract HostReply onFailure(ActorInvocation invocation, Exception failure);

  /** Changes what an action hands back into what the SDK sends. */
  protected ActorInvocationResponse shape(ActorInvocationResponse.Builder response) {
    return response.build();
  }

  /** Writes an answer in the SDK's framing; false to close the connection after it. */
  protected boolean write(OutputStream out, HostReply.Http reply) throws IOException {
    out.write(
        message(
            HttpMessage.head(
                "HTTP/1.1 " + reply.status() + " Status",
                "content-type: " + reply.contentType(),
                "content-length: " + reply.body().length),
            reply.body()));
    return true;
  }

  protected static byte[] message(byte[]... parts) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      message.writeBytes(part);
    }
    return message.toByteArray();
  }

  // How it serves.

  private void accept(ServerSocket opened) {
    while (!opened.isClosed()) {
      try {
        Socket connection = opened.accept();
        connections.add(connection);
        Thread.startVirtualThread(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout(idleTimeout());
      InputStream in = new BufferedInputStream(connection.getInputStream(), 65_536);
      HttpMessage request = readRequest(in);
      while (request != null && reply(connection, answer(request))) {
        request = readRequest(in);
      }
    } catch (SocketException | java.net.SocketTimeoutException goneOrIdle) {
      // The proxy closed, the host was closed, or nothing came for the SDK's idle time.
    } catch (IOException unreadable) {
      violations.add(unreadable.toString());
    } finally {
      connections.remove(connection);
    }
  }

  private boolean reply(Socket connection, HostReply reply) throws IOException {
    return switch (reply) {
      case HostReply.Http http -> write(connection.getOutputStream(), http);
      case HostReply.HangUp _ -> false;
      case HostReply.Exit _ -> {
        close();
        yield false;
      }
    };
  }

  private HostReply answer(HttpMessage request) {
    requests.add(request);
    if (!accepts(request.header("content-type"))) {
      violations.add("content-type " + request.header("content-type"));
      return onWrongContentType();
    }
    ActorInvocation invocation;
    try {
      invocation = ActorInvocation.parseFrom(request.body());
    } catch (InvalidProtocolBufferException e) {
      violations.add("not an ActorInvocation: " + e.getMessage());
      return onFailure(ActorInvocation.getDefaultInstance(), e);
    }
    received.add(invocation);
    return answer(invocation);
  }

  private HostReply answer(ActorInvocation invocation) {
    HostReply dismay = hasEmptyAny(invocation) ? onEmptyAny() : null;
    if (dismay != null) {
      violations.add("an empty Any as state");
      return dismay;
    }
    HostReply refusal = refuse(invocation);
    if (refusal != null) {
      return refusal;
    }
    Action action = find(invocation);
    if (action == null) {
      return onUnknown(invocation);
    }
    try {
      ActionCall call = new ActionCall(invocation);
      action.run(call);
      return HostReply.ok(shape(call.response()).toByteArray());
    } catch (Exception e) {
      return onFailure(invocation, e);
    }
  }

  private static boolean hasEmptyAny(ActorInvocation invocation) {
    return invocation.getCurrentContext().hasState()
        && invocation.getCurrentContext().getState().equals(Any.getDefaultInstance());
  }

  private @Nullable Action find(ActorInvocation invocation) {
    ActorId actor = invocation.getActor();
    String type = actor.getParent().isEmpty() ? actor.getName() : actor.getParent();
    for (ActorScript script : setup.actors()) {
      if (script.name().equals(type) && isOurs(actor.getSystem())) {
        return script.find(invocation.getActionName());
      }
    }
    return null;
  }

  private boolean isOurs(String system) {
    return system.isEmpty() || system.equals(setup.system());
  }
}
