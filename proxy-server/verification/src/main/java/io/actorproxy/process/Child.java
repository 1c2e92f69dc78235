package io.actorproxy.process;

import io.actorproxy.statestore.testkit.PausedProcesses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of the run that listens on a port, with its children. Its output goes to the end of a
 * file.
 */
public final class Child {
  private static final int PATIENCE_SECONDS = 60;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final int port;
  private final Path log;
  private volatile @Nullable Process process;
  private volatile @Nullable PausedProcesses paused;

  /** A process that is not started yet; {@code environment} is all it gets of our variables. */
  public Child(
      String name, List<String> command, Map<String, String> environment, int port, Path log) {
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.port = port;
    this.log = log;
    // When the runner ends, the processes that it has started have to end as well.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::killIfAlive));
  }

  public int port() {
    return port;
  }

  /** Returns when it takes connections. */
  public void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(Child::isSetting);
    builder.environment().putAll(environment);
    Process started = builder.start();
    process = started;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!listens()) {
      if (!started.isAlive() || System.nanoTime() > end) {
        kill9();
        throw new IOException(name + " did not start, see " + log);
      }
      Pause.millis(2);
    }
  }

  public boolean isAlive() {
    Process started = process;
    return started != null && started.isAlive();
  }

  /** The id of the process that was started last. */
  public long pid() {
    return running().pid();
  }

  /** Ends it and its children as a crash does. */
  public void kill9() throws IOException {
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
    awaitExit();
  }

  private void killIfAlive() {
    if (isAlive()) {
      processes().forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Ends it by SIGTERM; returns its exit status. */
  public int stop() throws IOException {
    running().destroy();
    return awaitExit();
  }

  public void pause() throws IOException {
    resume();
    paused = PausedProcesses.of(processes());
  }

  public void resume() throws IOException {
    PausedProcesses before = paused;
    paused = null;
    if (before != null) {
      before.close();
    }
  }

  private int awaitExit() throws IOException {
    try {
      if (!running().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(name + " does not end, see " + log);
      }
      return running().exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException(e);
  }

  private List<ProcessHandle> processes() {
    ProcessHandle own = running().toHandle();
    return Stream.concat(Stream.of(own), own.descendants()).toList();
  }

  private Process running() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return started;
  }

  private boolean listens() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static boolean isSetting(String name) {
    return name.startsWith("PROXY_")
        || name.startsWith("SPAWN_")
        || name.startsWith("USER_FUNCTION_");
  }
}
