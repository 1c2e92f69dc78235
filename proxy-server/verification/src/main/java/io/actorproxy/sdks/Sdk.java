package io.actorproxy.sdks;

import java.io.IOException;
import java.util.function.Function;

/** The SDKs whose hosts can be played. */
public enum Sdk {
  NODE(NodeHost::new),
  JAVA(JavaHost::new),
  SPRING(SpringHost::new),
  FLASK(FlaskHost::new),
  GO(GoHost::new),
  RUST(RustHost::new);

  private final Function<HostSetup, ScriptedHost> factory;

  Sdk(Function<HostSetup, ScriptedHost> factory) {
    this.factory = factory;
  }

  /** A host of this SDK that listens and has registered, in the order in which the SDK does it. */
  public ScriptedHost start(HostSetup setup) throws IOException {
    ScriptedHost host = factory.apply(setup);
    host.boot();
    return host;
  }

  /** A host of this SDK that neither listens nor has registered. */
  public ScriptedHost create(HostSetup setup) {
    return factory.apply(setup);
  }

  /** Whether the SDK can call actors. */
  public boolean invokes() {
    return this != RUST;
  }

  /** Whether state that an action returns reaches the proxy. */
  public boolean returnsState() {
    return this != RUST;
  }
}
