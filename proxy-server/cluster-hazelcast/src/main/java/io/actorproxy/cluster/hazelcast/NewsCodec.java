package io.actorproxy.cluster.hazelcast;

import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.ServedTypes;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * News as bytes: what Hazelcast carries is never an object of Java, so that a program that is no
 * member cannot make one here. A kind that is not known is of a later version, and no news.
 */
final class NewsCodec {
  /** The largest message that is written or read. */
  static final int MAX_BYTES = 64 << 10;

  /** How many types of a member are announced. */
  private static final int MAX_TYPES = 1_000;

  private static final int VIEW = 1;
  private static final int SPAWNED = 2;
  private static final int REMOVED = 3;

  private NewsCodec() {}

  /** Gives the message, or several where one would be too large. */
  static void write(News news, Consumer<byte[]> messages) {
    switch (news) {
      case News.ViewChanged(View view) -> {
        var message = new Message(VIEW);
        message.add(
            out -> {
              out.writeLong(view.number());
              out.writeLong(view.token());
              out.writeLong(view.history());
            });
        messages.accept(message.bytes());
      }
      case News.Spawned(List<ActorId> instances) -> write(SPAWNED, instances, messages);
      case News.Removed(List<ActorId> instances) -> write(REMOVED, instances, messages);
    }
  }

  private static void write(int kind, List<ActorId> instances, Consumer<byte[]> messages) {
    var message = new Message(kind);
    for (ActorId id : instances) {
      if (!message.add(out -> writeActor(out, id))) {
        messages.accept(message.bytes());
        message = new Message(kind);
        message.add(out -> writeActor(out, id));
      }
    }
    if (message.parts > 0) {
      messages.accept(message.bytes());
    }
  }

  private static void writeActor(DataOutputStream out, ActorId id) throws IOException {
    out.writeUTF(id.system());
    out.writeUTF(id.parent());
    out.writeUTF(id.name());
  }

  /**
   * Reads a message; null if it is of a kind that is not known.
   *
   * @throws IOException if it is no message
   */
  static @Nullable News read(byte[] bytes) throws IOException {
    DataInputStream in = open(bytes);
    return switch (in.readUnsignedByte()) {
      case VIEW -> new News.ViewChanged(new View(in.readLong(), in.readLong(), in.readLong()));
      case SPAWNED -> new News.Spawned(readActors(in));
      case REMOVED -> new News.Removed(readActors(in));
      default -> null;
    };
  }

  private static DataInputStream open(byte[] bytes) throws IOException {
    if (bytes.length > MAX_BYTES) {
      throw new IOException("a message of %d bytes".formatted(bytes.length));
    }
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static List<ActorId> readActors(DataInputStream in) throws IOException {
    List<ActorId> ids = new ArrayList<>();
    while (in.available() > 0) {
      ids.add(new ActorId(in.readUTF(), in.readUTF(), in.readUTF()));
    }
    return ids;
  }

  /** Leaves out the types for which there is no room. */
  static byte[] write(ServedTypes served) {
    var message = new Message(0);
    message.add(
        out -> {
          out.writeLong(served.epoch());
          out.writeUTF(served.app());
          out.writeUTF(served.name());
        });
    for (TypeName type : served.types().stream().limit(MAX_TYPES).toList()) {
      message.add(
          out -> {
            out.writeUTF(type.system());
            out.writeUTF(type.type());
          });
    }
    return message.bytes();
  }

  /**
   * Reads what {@link #write(ServedTypes)} has written.
   *
   * @throws IOException if it is something else
   */
  static ServedTypes readServed(byte[] bytes) throws IOException {
    DataInputStream in = open(bytes);
    if (in.readUnsignedByte() != 0) {
      throw new IOException("types in a form that is not known");
    }
    long epoch = in.readLong();
    String app = in.readUTF();
    String name = in.readUTF();
    List<TypeName> types = new ArrayList<>();
    while (in.available() > 0) {
      types.add(new TypeName(in.readUTF(), in.readUTF()));
    }
    return new ServedTypes(epoch, app, name, types);
  }

  /** Parts of a message, as many as there is room for. */
  private static final class Message {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private int parts;

    Message(int kind) {
      all.write(kind);
    }

    /** Returns whether there was room for it; if not, it is left out. */
    boolean add(Part part) {
      var bytes = new ByteArrayOutputStream();
      try {
        part.write(new DataOutputStream(bytes));
      } catch (IOException e) {
        // A name of more than 64 KiB.
        return false;
      }
      if (all.size() + bytes.size() > MAX_BYTES) {
        return false;
      }
      all.writeBytes(bytes.toByteArray());
      parts++;
      return true;
    }

    byte[] bytes() {
      return all.toByteArray();
    }
  }

  /** What is written at once. */
  private interface Part {
    void write(DataOutputStream out) throws IOException;
  }
}
