package io.actorproxy.routing;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Permits what the test does not refuse, and records the requests that it was asked about. */
public final class FakeAuthorizer implements Authorizer {
  private final List<Request> asked = new ArrayList<>();
  private final Set<String> refusedInstances = new HashSet<>();
  private Predicate<Request> refused = _ -> false;
  private final Set<String> refusedSystems = new HashSet<>();

  /** From now on those requests are refused. */
  public void refuse(Predicate<Request> which) {
    refused = which;
  }

  public void refuseRegistrationsIn(String system) {
    refusedSystems.add(system);
  }

  public void refuseSpawnsOf(String instance) {
    refusedInstances.add(instance);
  }

  /** All requests in their order. */
  public List<Request> asked() {
    return asked;
  }

  @Override
  public boolean permits(Request request) {
    asked.add(request);
    return !refused.test(request);
  }

  @Override
  public boolean permitsRegistration(Principal principal, String system) {
    return !refusedSystems.contains(system);
  }

  @Override
  public boolean permitsSpawn(Principal principal, ActorId instance) {
    return !refusedInstances.contains(instance.name());
  }
}
