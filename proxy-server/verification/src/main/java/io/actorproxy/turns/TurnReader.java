package io.actorproxy.turns;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the log of one host process, each time what has been written since. */
public final class TurnReader {
  private final int member;
  private final Path path;
  private final Map<Long, Turn> running = new HashMap<>();
  private long position;

  /** A reader of the log at this path, of the host of this member. */
  public TurnReader(int member, Path path) {
    this.member = member;
    this.path = path;
  }

  int member() {
    return member;
  }

  /** The turns that have ended since, in the order of their ends. */
  public List<Turn> ended() throws IOException {
    List<Turn> ended = new ArrayList<>();
    for (String line : newLines()) {
      String[] words = line.split(" ", 5);
      long turn = Long.parseLong(words[1]);
      long time = Long.parseLong(words[2]);
      if (words[0].equals("b")) {
        running.put(turn, new Turn(words[4], Long.parseLong(words[3]), member, time, Turn.RUNNING));
      } else {
        ended.add(endedAt(time, requireNonNull(running.remove(turn), "it has begun")));
      }
    }
    return ended;
  }

  /** The turns that have begun and of which no end was read. */
  public List<Turn> running() {
    return List.copyOf(running.values());
  }

  /** The host's process has ended at this time: so have all its turns. */
  public List<Turn> allEnded(long time) throws IOException {
    List<Turn> ended = new ArrayList<>(ended());
    running.values().forEach(turn -> ended.add(endedAt(time, turn)));
    running.clear();
    return ended;
  }

  private Turn endedAt(long time, Turn turn) {
    return new Turn(turn.actor(), turn.epoch(), member, turn.begin(), Math.max(turn.begin(), time));
  }

  /** A line without its end is left for the next time. */
  private List<String> newLines() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (FileChannel file = FileChannel.open(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size() - position));
      while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {
        // Until all of it is there.
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
      int end = text.lastIndexOf('\n') + 1;
      position += end;
      return text.substring(0, end).lines().toList();
    }
  }
}
