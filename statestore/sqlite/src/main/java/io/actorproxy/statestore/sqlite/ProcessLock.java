package io.actorproxy.statestore.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreLockedException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process away from the database, for as long as this one lives.
 *
 * <p>It is a lock of the operating system on a file of its own, so that it ends with the process
 * however that ends. The file is never deleted: a process could otherwise lock a file which is no
 * longer there. It holds the process id of its last owner, for the message to others.
 */
final class ProcessLock {

  /**
   * What this process has locked. Asking the operating system instead would lose the lock: POSIX
   * drops a process's locks on a file as soon as it closes any of its descriptors of that file.
   */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private ProcessLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * @param path the lock file, in a real path
   */
  static ProcessLock take(Path path) throws StoreException {
    if (!TAKEN.add(path)) {
      throw lockedBy(path, "this very process");
    }
    try {
      return new ProcessLock(path, lockedChannel(path));
    } catch (IOException e) {
      TAKEN.remove(path);
      throw new StoreUnavailableException(
          "Cannot write %s (%s). Make its directory writable, or choose another PROXY_DATA_DIR."
              .formatted(path, e),
          e);
    } catch (StoreException | RuntimeException e) {
      TAKEN.remove(path);
      throw e;
    }
  }

  private static FileChannel lockedChannel(Path path) throws IOException, StoreLockedException {
    OwnFiles.create(path);
    FileChannel channel = FileChannel.open(path, READ, WRITE);
    boolean locked = false;
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw lockedBy(path, "process " + Files.readString(path).strip());
      }
      channel.truncate(0);
      channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"));
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static StoreLockedException lockedBy(Path path, String owner) {
    return new StoreLockedException(
        "The database beside %s is in use by %s. Stop it, or give this one another PROXY_DATA_DIR."
            .formatted(path, owner));
  }

  /** Doing this twice is fine. */
  void release() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot close " + path, e);
    } finally {
      TAKEN.remove(path);
    }
  }
}
