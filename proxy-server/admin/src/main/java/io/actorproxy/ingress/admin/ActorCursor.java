package io.actorproxy.ingress.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.invocation.ActorId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An identity as one word, which says where the next page of a list begins. */
final class ActorCursor {
  private ActorCursor() {}

  static String of(ActorId id) {
    return Stream.of(id.system(), id.parent(), id.name())
        .map(part -> URLEncoder.encode(part, UTF_8))
        .collect(Collectors.joining("/"));
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static ActorId parse(String word) {
    String[] parts = word.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(word);
    }
    return new ActorId(
        URLDecoder.decode(parts[0], UTF_8),
        URLDecoder.decode(parts[1], UTF_8),
        URLDecoder.decode(parts[2], UTF_8));
  }
}
