package io.actorproxy.cluster.hazelcast;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of names over UDP, which knows addresses of IPv4 that the test may change. */
final class DnsServer implements AutoCloseable {
  private static final int HEAD_BYTES = 12;
  private static final short ANSWERED = (short) 0x8180;
  private static final short NO_SUCH_NAME = (short) 0x8183;
  private static final short NAME_OF_THE_QUESTION = (short) 0xC00C;
  private static final short ADDRESS = 1;
  private static final short INTERNET = 1;

  final AtomicInteger questions = new AtomicInteger();
  private final Map<String, List<InetAddress>> records = new ConcurrentHashMap<>();
  private final DatagramSocket socket;

  DnsServer() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofPlatform().daemon().name("dns").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** From now on these are the addresses of a name. */
  void answers(String name, String... addresses) throws IOException {
    List<InetAddress> all = new ArrayList<>();
    for (String address : addresses) {
      all.add(InetAddress.getByName(address));
    }
    records.put(name, List.copyOf(all));
  }

  private void serve() {
    byte[] bytes = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        ByteBuffer answer = answer(ByteBuffer.wrap(bytes, 0, packet.getLength()));
        socket.send(
            new DatagramPacket(answer.array(), answer.position(), packet.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private ByteBuffer answer(ByteBuffer asked) {
    questions.incrementAndGet();
    short id = asked.getShort();
    asked.position(HEAD_BYTES);
    StringBuilder name = new StringBuilder();
    for (int length = asked.get(); length > 0; length = asked.get()) {
      byte[] label = new byte[length];
      asked.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    short type = asked.getShort();
    asked.getShort();
    List<InetAddress> known = records.get(name.toString());
    List<InetAddress> found = known == null || type != ADDRESS ? List.of() : known;
    ByteBuffer answer = ByteBuffer.allocate(512);
    answer.putShort(id).putShort(known == null ? NO_SUCH_NAME : ANSWERED);
    answer.putShort((short) 1).putShort((short) found.size()).putInt(0);
    answer.put(asked.flip().position(HEAD_BYTES));
    for (InetAddress address : found) {
      answer.putShort(NAME_OF_THE_QUESTION).putShort(ADDRESS).putShort(INTERNET).putInt(0);
      answer.putShort((short) 4).put(address.getAddress());
    }
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }
}
