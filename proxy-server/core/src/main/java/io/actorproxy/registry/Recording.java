package io.actorproxy.registry;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The recording of an instance in the store. The instance is known from its beginning. */
public final class Recording extends Pending {
  /** That of every instance that is in the store, and of actors that need not be. */
  public static final Recording RECORDED = ended();

  /** That of an instance that no call has to wait for, though it may not be in the store yet. */
  static final Recording ASSUMED = ended();

  private final @Nullable ActorId instance;

  Recording(@Nullable ActorId instance, int waitersMax) {
    super(waitersMax);
    this.instance = instance;
  }

  private static Recording ended() {
    Recording recording = new Recording(null, 0);
    recording.succeed();
    return recording;
  }

  /** Whether the instance is recorded; then nothing has to wait. */
  public boolean isRecorded() {
    return hasSucceeded();
  }

  /** The recording continues, though the call will not run. */
  @Override
  public ErrorCode late() {
    return ErrorCode.DEADLINE;
  }

  @Override
  public String awaited() {
    return instance + " to be recorded";
  }
}
