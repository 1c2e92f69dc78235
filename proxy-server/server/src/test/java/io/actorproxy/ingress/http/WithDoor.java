package io.actorproxy.ingress.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of a front door and a client that is connected to it, both anew for each. */
abstract class WithDoor {
  private final @Nullable Consumer<Door.Limits> change;

  Door door;
  RawClient client;

  WithDoor() {
    this.change = null;
  }

  /** With other limits. */
  WithDoor(Consumer<Door.Limits> change) {
    this.change = change;
  }

  @BeforeEach
  final void open() {
    door = change == null ? Door.open() : Door.open(change);
    client = door.connect();
  }

  @AfterEach
  final void close() {
    client.close();
    door.close();
  }
}
