package io.actorproxy.rolling;

import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls as a load balancer would: on connections that are kept, and if a connection is
 * refused, once more at the next member. Thread safe.
 */
final class Callers {
  private static final Map<String, String> PROTOBUF =
      Map.of("content-type", "application/octet-stream");

  private final List<Door> doors;

  /** Callers of proxies on these ports of this machine. */
  Callers(List<Integer> ports) {
    doors = ports.stream().map(port -> new Door(port, new ConcurrentLinkedDeque<>())).toList();
  }

  /** One of the proxies, and the connections to it that are not in use. */
  private record Door(int port, Deque<SpawnClient.Connection> idle) {}

  /** What an actor answers: the text, or why the call failed. */
  record Answer(boolean isOk, String text) {}

  /** Calls at the proxy of this number, counted from 0, or else at the next one. */
  Answer call(int first, InvocationRequest request) {
    for (int i = 0; i < 2; i++) {
      Door door = doors.get((first + i) % doors.size());
      SpawnClient.Connection connection = connection(door);
      if (connection != null) {
        return call(request, door, connection);
      }
    }
    return new Answer(false, "two of them refused the connection");
  }

  private SpawnClient.@Nullable Connection connection(Door door) {
    for (var one = door.idle().poll(); one != null; one = door.idle().poll()) {
      if (one.isOpen()) {
        return one;
      }
      one.abort();
    }
    try {
      return SpawnClient.onPort(door.port()).connect();
    } catch (IOException refused) {
      return null;
    }
  }

  private Answer call(InvocationRequest request, Door door, SpawnClient.Connection connection) {
    try {
      HttpMessage answer =
          connection.send("POST", SpawnClient.invokePath(request), PROTOBUF, request.toByteArray());
      if (answer.header("connection").equalsIgnoreCase("close")) {
        connection.abort();
      } else {
        door.idle().push(connection);
      }
      InvocationResponse response = InvocationResponse.parseFrom(answer.body());
      return response.getStatus().getStatus() == Status.OK
          ? new Answer(true, Values.text(response.getValue()))
          : new Answer(false, response.getStatus().getMessage());
    } catch (IOException gone) {
      connection.abort();
      return new Answer(false, "the connection failed: " + gone.getMessage());
    }
  }
}
