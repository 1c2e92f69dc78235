package io.actorproxy.ownership;

/**
 * The types that hosts of other members have registered, which the host beside this process need
 * not have. Thread safe, and does not wait.
 */
public interface ForeignTypes {
  /** Those of a process that is alone. */
  ForeignTypes NONE =
      new ForeignTypes() {
        @Override
        public boolean mayExist() {
          return false;
        }

        @Override
        public Answer isRegistered(String system, String type) {
          return Answer.NO;
        }
      };

  /** Whether a member has registered a type. */
  enum Answer {
    YES,
    NO,
    /** What the members have registered is not known yet. */
    NOT_KNOWN_YET
  }

  /** Whether there are other members, which may also have spawned instances. */
  boolean mayExist();

  /** Whether a member has registered a type of that name, this one or another. */
  Answer isRegistered(String system, String type);
}
