package io.actorproxy.scenario;

import io.actorproxy.sdks.Ports;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts proxies as classes need them, and makes a scenario for each test. */
final class ScenarioExtension implements ParameterResolver, AfterEachCallback, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(ScenarioExtension.class);
  private static final AtomicInteger NEXT_SYSTEM = new AtomicInteger(1);

  /** A proxy, and the port at which it expects its host. */
  record Stage(ProxyProcess proxy, int hostPort) implements AutoCloseable {
    static Stage set(Map<String, String> settings) {
      int hostPort = Ports.free();
      Map<String, String> all = new TreeMap<>(settings);
      all.put("USER_FUNCTION_PORT", Integer.toString(hostPort));
      try {
        return new Stage(ProxyProcess.start(all), hostPort);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      proxy.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Scenario.class;
  }

  @Override
  public Scenario resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Stage stage = stage(context);
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            Scenario.class,
            _ -> new Scenario(stage, "system-" + NEXT_SYSTEM.getAndIncrement()),
            Scenario.class);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    Scenario scenario = context.getStore(NAMESPACE).remove(Scenario.class, Scenario.class);
    if (scenario != null) {
      scenario.end(context.getExecutionException().isPresent());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    Store store = context.getRoot().getStore(NAMESPACE);
    Stage own = store.remove(context.getRequiredTestClass(), Stage.class);
    if (own != null) {
      own.close();
    }
  }

  private static Stage stage(ExtensionContext context) {
    WithProxy wanted = context.getRequiredTestClass().getAnnotation(WithProxy.class);
    Map<String, String> settings = new TreeMap<>();
    for (String setting : wanted.value()) {
      String[] parts = setting.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    // The root's store closes what it holds when the whole run ends.
    Store store = context.getRoot().getStore(NAMESPACE);
    Object key = wanted.own() ? context.getRequiredTestClass() : settings;
    return store.getOrComputeIfAbsent(key, _ -> Stage.set(settings), Stage.class);
  }
}
