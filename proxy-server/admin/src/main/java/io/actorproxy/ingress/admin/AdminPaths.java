package io.actorproxy.ingress.admin;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which methods the paths take, to tell a wrong method from a wrong path. */
final class AdminPaths {
  /** A star stands for any name. HEAD is taken wherever GET is. */
  private static final List<List<String>> ROUTES =
      Stream.of(
              "GET messages",
              "GET messages/counts",
              "GET messages/dead",
              "GET messages/*",
              "DELETE messages/*",
              "POST messages/redrive",
              "POST messages/discard",
              "POST messages/*/redrive",
              "GET actors",
              "GET actors/*/*",
              "GET types",
              "GET status",
              "GET cluster",
              "GET actors/*/*/revisions",
              "POST actors/*/*/restore",
              "GET purge/actors/*/*",
              "POST purge/actors/*/*",
              "GET purge/instances/*/*",
              "POST purge/instances/*/*",
              "GET purge/registrations",
              "POST purge/registrations")
          .map(route -> List.of(route.split("[ /]", -1)))
          .toList();

  private AdminPaths() {}

  /** The methods of a path; none if there is no such path. */
  static Set<String> methodsOf(List<String> path) {
    Set<String> methods = new TreeSet<>();
    for (List<String> route : ROUTES) {
      if (fits(route.subList(1, route.size()), path)) {
        methods.add(route.getFirst());
        if (route.getFirst().equals("GET")) {
          methods.add("HEAD");
        }
      }
    }
    return methods;
  }

  private static boolean fits(List<String> pattern, List<String> path) {
    if (pattern.size() != path.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!pattern.get(i).equals("*") && !pattern.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }
}
