package io.actorproxy.supervision;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is reachable in this JVM, counted by the JVM itself after a full collection. The serial
 * collector leaves some of what is dead where it is, and counts it, but for {@code
 * -XX:MarkSweepAlwaysCompactCount=1}.
 */
public final class LiveHeap {
  private LiveHeap() {}

  /** The bytes of all objects. */
  public static long bytes() {
    List<String> lines = histogram().lines().toList();
    // The last line is "Total  <instances>  <bytes>".
    return Long.parseLong(lines.getLast().strip().split("\\s+")[2]);
  }

  /** The classes with the most bytes first; to find what takes so much. */
  static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("Expected the JVM to count its objects, but it did not", e);
    }
  }
}
