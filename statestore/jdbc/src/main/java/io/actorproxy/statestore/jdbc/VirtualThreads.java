package io.actorproxy.statestore.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What the JDK makes for virtual threads that wait for sockets, as those that load states do. */
final class VirtualThreads {
  private VirtualThreads() {}

  /**
   * Has it made now. The JDK makes it when the first such thread waits, and tries it once: if the
   * process has no descriptor left at that moment, none of them can wait any more.
   */
  static void prepareToRead() {
    CompletionStage<Void> waited =
        CompletableFuture.runAsync(
            VirtualThreads::waitForASocket, Thread.ofVirtual().name("prepare-to-read")::start);
    try {
      waited.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "virtual threads cannot wait for sockets: is there a limit of open files that is too"
              + " low?",
          e.getCause());
    }
  }

  private static void waitForASocket() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(1);
      socket.accept().close();
    } catch (SocketTimeoutException e) {
      // It has waited.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
