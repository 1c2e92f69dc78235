package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.StoreOutcome.Done;
import io.actorproxy.statestore.cluster.StoreOutcome.Refused;
import io.actorproxy.statestore.cluster.StoreOutcome.Unknown;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows a view of the store, reads later ones, and makes changes, one at a time.
 *
 * <p>A change is conditional on the view that it was made from. If the store has a later one, or
 * the outcome is unknown, the later view is read and the change is made again from it, as far as it
 * is still wanted. So when a change is over, what is known here says what it did.
 */
class ViewKeeper {
  /** What later views bring. */
  interface Listener {
    /** Members or slots have changed; {@link #view} and {@link #members} are new. */
    void onChanges(Changes changes);

    /** This member has made a view. */
    void onChanged(View view);

    /** The store does not know the view that was read before. */
    void onLostHistory();
  }

  private record Wish(Supplier<@Nullable Change> change, Runnable over) {}

  private final EpochLoop loop;
  private final ClusterTimings timings;
  private final StoreClient store;
  private final Identity me;
  private final Listener listener;
  private final ArrayDeque<Wish> wishes = new ArrayDeque<>();

  private volatile View view = View.NONE;
  private final Set<View> hearsay = ConcurrentHashMap.newKeySet();
  private volatile Map<Long, Member> members = Map.of();
  private Map<String, String> groups = Map.of();
  private volatile @Nullable Map<TypeName, String> types;
  private Map<Long, Set<String>> serving = Map.of();
  private boolean changing;
  private boolean reading;
  private boolean readAgain;
  private boolean planned;

  ViewKeeper(
      EpochLoop loop, ClusterTimings timings, StoreClient store, Identity me, Listener listener) {
    this.loop = loop;
    this.timings = timings;
    this.store = store;
    this.me = me;
    this.listener = listener;
  }

  View view() {
    return view;
  }

  /**
   * The views that what is known here is of: the one that was read, and those that others told of,
   * until a heartbeat has found that the store knows them.
   */
  Set<View> known() {
    var known = new HashSet<View>(hearsay);
    known.add(view);
    return known;
  }

  /** Another member has told of a view, and what it says of slots may be of that view. */
  void hear(View told) {
    if (!told.equals(view)) {
      hearsay.add(told);
    }
  }

  /** The latest view that the member has read or was told of. For any thread. */
  View latest() {
    View latest = view;
    for (View told : hearsay) {
      latest = told.number() > latest.number() ? told : latest;
    }
    return latest;
  }

  boolean isMember(long epoch) {
    return members.containsKey(epoch);
  }

  /** The members of the view, in the order of their epochs. For any thread. */
  Collection<Member> members() {
    return members.values();
  }

  /** The row of this process; null if it is not read yet, or is gone. */
  @Nullable Member self() {
    return members.get(me.epoch());
  }

  /** For any thread. */
  @Nullable Member member(long epoch) {
    return members.get(epoch);
  }

  /** The app that a group of types belongs to, if the group is known. */
  @Nullable String appOf(String group) {
    return groups.get(group);
  }

  /** The group of a type, if the type is known. For any thread. */
  @Nullable String groupOf(TypeName type) {
    Map<TypeName, String> known = types;
    return known == null ? null : known.get(type);
  }

  /**
   * Whether a view has been read, so that types without a group are no member's. For any thread.
   */
  boolean hasReadTypes() {
    return types != null;
  }

  boolean isServing(long member, String group) {
    return serving.getOrDefault(member, Set.of()).contains(group);
  }

  boolean isServed(String group) {
    return serving.values().stream().anyMatch(served -> served.contains(group));
  }

  /** Another member has made a view, or knows one. */
  void onNews(View news) {
    if (news.number() > view.number()) {
      read();
    }
  }

  /** The store had a view a moment ago, and knew others. */
  void onPulse(View current, Set<View> known) {
    hearsay.removeAll(known);
    if (isOfAnotherHistory(current)) {
      listener.onLostHistory();
    } else if (current.number() != view.number()) {
      read();
    }
  }

  /** Whether another member has found that the store lost some history. */
  private boolean isOfAnotherHistory(View current) {
    return !view.equals(View.NONE) && current.history() != view.history();
  }

  /** Reads the store's view in a moment, once for all who ask until then. */
  void readSoon() {
    if (!planned) {
      planned = true;
      loop.schedule(
          timings.reroute(),
          () -> {
            planned = false;
            read();
          });
    }
  }

  /** Reads the store's view. */
  void read() {
    if (reading) {
      readAgain = true;
      return;
    }
    reading = true;
    readAgain = false;
    store.read(view, loop.whileItLasts(this::onRead));
  }

  private void onRead(StoreOutcome<Changes> outcome) {
    reading = false;
    switch (outcome) {
      case Done<Changes>(Changes changes) -> apply(changes);
      case Refused<Changes> _ -> listener.onLostHistory();
      case Unknown<Changes> _ -> loop.scheduleJittered(timings.retry(), this::read);
    }
    if (readAgain && !loop.hasEnded()) {
      read();
    }
  }

  /** An answer may have been overtaken by that of a later read or change. */
  private void apply(Changes changes) {
    if (isOfAnotherHistory(changes.view())) {
      listener.onLostHistory();
    } else if (changes.view().number() > view.number()) {
      view = changes.view();
      groups = changes.groups();
      types = changes.types();
      serving = changes.serving();
      var next = new TreeMap<Long, Member>();
      changes.members().forEach(member -> next.put(member.epoch(), member));
      members = next;
      listener.onChanges(changes);
    }
  }

  /**
   * Makes a change, after those that were asked for before. One that is not made is made again
   * after the others that wait: so none keeps others waiting that the store never takes.
   *
   * @param change makes the change from what is known now; answers null once it is not wanted any
   *     more. Asked again until the change was made
   * @param over runs when the change was made, or is not wanted, and what is known includes it
   */
  void change(Supplier<@Nullable Change> change, Runnable over) {
    wishes.add(new Wish(change, over));
    next();
  }

  private void next() {
    if (changing || loop.hasEnded()) {
      return;
    }
    Wish wish = wishes.poll();
    if (wish != null) {
      changing = true;
      attempt(wish);
    }
  }

  private void attempt(Wish wish) {
    Change change = wish.change().get();
    if (change == null) {
      over(wish);
      return;
    }
    Consumer<StoreOutcome<Changes>> then =
        outcome -> {
          if (outcome instanceof Done<Changes>(Changes changes)) {
            apply(changes);
            listener.onChanged(changes.view());
            over(wish);
          } else {
            onNotDone(wish);
          }
        };
    store.change(me, view, change, loop.whileItLasts(then));
  }

  /**
   * If the outcome is unknown, the change may still take effect. It, or another one before it, is
   * made all the same: of two changes of one view one is refused; and from a later view the first
   * cannot take effect any more.
   */
  private void onNotDone(Wish wish) {
    wishes.add(wish);
    read();
    loop.scheduleJittered(
        timings.retry(),
        () -> {
          changing = false;
          next();
        });
  }

  private void over(Wish wish) {
    changing = false;
    if (!loop.hasEnded()) {
      wish.over().run();
      next();
    }
  }
}
