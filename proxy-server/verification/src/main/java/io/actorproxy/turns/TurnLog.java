package io.actorproxy.turns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a host writes when each turn begins and ends. A line is with the kernel before the turn
 * continues, so a host that is killed leaves all of them. Thread safe.
 */
public final class TurnLog implements AutoCloseable {
  private final FileChannel file;
  private final AtomicLong turns = new AtomicLong();

  public TurnLog(Path path) throws IOException {
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /** A turn begins; returns its number, for its end. */
  public long begin(String actor, long epoch) {
    long turn = turns.incrementAndGet();
    write("b " + turn + " " + System.nanoTime() + " " + epoch + " " + actor + "\n");
    return turn;
  }

  /** The turn's answer is about to be sent. */
  public void end(long turn) {
    write("e " + turn + " " + System.nanoTime() + "\n");
  }

  private void write(String line) {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    try {
      // One write for each line, so that lines of two threads do not mix.
      file.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
