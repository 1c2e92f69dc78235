package io.actorproxy.invocation;

import io.actorproxy.statestore.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An invocation as its caller asks for it, before it is known which actor is meant.
 *
 * @param system the actor system, never empty
 * @param parent the parent the caller named, or empty
 * @param name the actor's name, never empty
 * @param registerRef the type to spawn the actor from if it is not known yet, or empty
 * @param action the action's name, never empty
 * @param payload the action's input
 * @param async whether the caller is answered as soon as the invocation is accepted
 * @param principal who asks, as the proxy has established it
 * @param caller the actor that calls; null for a call from outside. If the principal is a client
 *     this is its claim, which every host makes for the actors it runs
 * @param chain the actors that wait for the reply and are not its caller, each for the next: those
 *     whose call an actor has piped or forwarded, and those of which another member has told
 * @param metadata belongs to this one request, is handed to the host and never stored
 * @param scheduledTo when to run, in milliseconds since the epoch; 0 if the call is not scheduled.
 *     A scheduled call whose time has passed is scheduled as well, and runs at once
 * @param hops how many pipes and forwards led here
 * @param origin where the call comes from
 * @param delivers the stored message that the call delivers; null if there is none. {@link
 *     ReplyTo#delivery} leads to its delivery
 * @param attempt 1 at first; higher when the caller asked for failed actions to be run again
 */
public record Call(
    String system,
    String parent,
    String name,
    String registerRef,
    String action,
    Payload payload,
    boolean async,
    Principal principal,
    @Nullable ActorId caller,
    List<ActorId> chain,
    Map<String, String> metadata,
    long scheduledTo,
    int hops,
    Origin origin,
    @Nullable MessageId delivers,
    int attempt) {

  /** One that runs for the first time. */
  public Call(
      String system,
      String parent,
      String name,
      String registerRef,
      String action,
      Payload payload,
      boolean async,
      Principal principal,
      @Nullable ActorId caller,
      List<ActorId> chain,
      Map<String, String> metadata,
      long scheduledTo,
      int hops,
      Origin origin,
      @Nullable MessageId delivers) {
    this(
        system,
        parent,
        name,
        registerRef,
        action,
        payload,
        async,
        principal,
        caller,
        chain,
        metadata,
        scheduledTo,
        hops,
        origin,
        delivers,
        1);
  }

  /** A timer that the type of an actor declares. The actor is its own caller. */
  static Call tick(ActorId actor, String action) {
    return new Call(
        actor.system(),
        actor.parent(),
        actor.name(),
        "",
        action,
        Payload.NOOP,
        false,
        Principal.PROXY,
        actor,
        List.of(),
        Map.of(),
        0,
        0,
        Origin.TIMER,
        null);
  }

  /** What one listener of a topic is told. */
  public static Call broadcast(
      ActorId listener, String action, Payload payload, ActorId publisher) {
    return new Call(
        listener.system(),
        listener.parent(),
        listener.name(),
        "",
        action,
        payload,
        true,
        Principal.PROXY,
        publisher,
        List.of(),
        Map.of(),
        0,
        0,
        Origin.WORKFLOW,
        null);
  }

  /** A side effect of a turn of {@code sender}, which asks for this. */
  public Call asEffectOf(ActorId sender, Map<String, String> metadataOfBoth) {
    return new Call(
        system,
        parent,
        name,
        registerRef,
        action,
        payload,
        true,
        Principal.PROXY,
        sender,
        List.of(),
        metadataOfBoth,
        scheduledTo,
        0,
        Origin.WORKFLOW,
        null);
  }

  /**
   * The pipe or forward by which another actor gives the reply to this call.
   *
   * @param by the actor that this call went to
   * @param to the name of the other one
   * @param type from which that is spawned if it is not known yet, or empty
   */
  public Call routed(ActorId by, String to, String type, String itsAction, Payload input) {
    return new Call(
        by.system(),
        "",
        to,
        type,
        itsAction,
        input,
        async,
        Principal.PROXY,
        by,
        waiting(),
        metadata,
        0,
        hops + 1,
        Origin.WORKFLOW,
        null);
  }

  /**
   * The actors whose turns wait for the reply, each for the next and the last for the actor that is
   * called. A host waits for the reply on behalf of the caller; the proxy does not.
   */
  List<ActorId> waiting() {
    if (async) {
      return List.of();
    }
    if (caller == null || !(principal instanceof Principal.Client)) {
      return chain;
    }
    if (chain.isEmpty()) {
      return List.of(caller);
    }
    List<ActorId> all = new ArrayList<>(chain);
    all.add(caller);
    return List.copyOf(all);
  }

  /** The same call, of an actor of which its caller may have left out the parent. */
  public Call to(ActorId actor) {
    return new Call(
        actor.system(),
        actor.parent(),
        actor.name(),
        registerRef,
        action,
        payload,
        async,
        principal,
        caller,
        chain,
        metadata,
        scheduledTo,
        hops,
        origin,
        delivers,
        attempt);
  }

  /** The same call, of which more is known about who waits for its reply. */
  Call withChain(List<ActorId> longer) {
    return new Call(
        system,
        parent,
        name,
        registerRef,
        action,
        payload,
        async,
        principal,
        caller,
        longer,
        metadata,
        scheduledTo,
        hops,
        origin,
        delivers,
        attempt);
  }

  /** The same call, whose action ran and failed; to be run once more. */
  Call again() {
    return attempted(attempt + 1);
  }

  /** The same call, in another attempt. */
  public Call attempted(int number) {
    return new Call(
        system,
        parent,
        name,
        registerRef,
        action,
        payload,
        async,
        principal,
        caller,
        chain,
        metadata,
        scheduledTo,
        hops,
        origin,
        delivers,
        number);
  }

  /** Whether the call is kept in the schedule until its time, which may have passed. */
  public boolean isScheduled() {
    return scheduledTo != 0;
  }

  /**
   * The same call, which the proxy makes to deliver a stored message, and tells the receiver which
   * one. Its sender was asked about when the message was accepted.
   *
   * @param metadataKey the metadata that carries the message's id
   */
  public Call delivering(MessageId message, String metadataKey) {
    Map<String, String> withId = new HashMap<>(metadata);
    withId.put(metadataKey, message.toString());
    return new Call(
        system,
        parent,
        name,
        registerRef,
        action,
        payload,
        false,
        Principal.PROXY,
        caller,
        List.of(),
        withId,
        0,
        hops,
        origin,
        message);
  }
}
