package io.actorproxy.host;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls in the order in which they came; one can leave from the middle at no cost. */
final class WaitingCalls {
  private @Nullable HostCall first;
  private @Nullable HostCall last;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void addLast(HostCall call) {
    call.queuedBefore = last;
    if (last != null) {
      last.queuedAfter = call;
    } else {
      first = call;
    }
    last = call;
    size++;
  }

  void addFirst(HostCall call) {
    call.queuedAfter = first;
    if (first != null) {
      first.queuedBefore = call;
    } else {
      last = call;
    }
    first = call;
    size++;
  }

  @Nullable HostCall poll() {
    HostCall call = first;
    if (call != null) {
      remove(call);
    }
    return call;
  }

  /** Takes out those that may not be sent any more, in their order. */
  List<HostCall> takeRefused() {
    List<HostCall> refused = new ArrayList<>();
    for (HostCall call = first; call != null; call = call.queuedAfter) {
      if (!call.maySend()) {
        refused.add(call);
      }
    }
    refused.forEach(this::remove);
    return refused;
  }

  /** Takes out {@code call}, which must be here. */
  void remove(HostCall call) {
    HostCall before = call.queuedBefore;
    HostCall after = call.queuedAfter;
    if (before != null) {
      before.queuedAfter = after;
    } else {
      first = after;
    }
    if (after != null) {
      after.queuedBefore = before;
    } else {
      last = before;
    }
    call.queuedBefore = null;
    call.queuedAfter = null;
    size--;
  }
}
