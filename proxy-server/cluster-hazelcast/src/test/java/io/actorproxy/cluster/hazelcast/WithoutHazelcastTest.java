package io.actorproxy.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.cluster.news.ClusterNews;
import io.actorproxy.cluster.news.Discovery;
import io.actorproxy.cluster.news.NewsCarriers;
import io.actorproxy.setting.Environment;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A proxy that does not use Hazelcast needs none of its classes, and so loads none. */
final class WithoutHazelcastTest {
  @Test
  void aProxyThatWorksAloneLoadsNoClassOfHazelcast() throws Exception {
    openedWithoutTheLibrary(Map.of(), null);
  }

  @Test
  void theControllerPersistentLoadsNoClassOfHazelcast() throws Exception {
    openedWithoutTheLibrary(
        Map.of("SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER", "persistent"), Discovery.GOSSIP);
  }

  /** By reflection, since the classes are those of another loader. */
  private static void openedWithoutTheLibrary(
      Map<String, String> variables, @Nullable Discovery discovery) throws Exception {
    try (var loader = withoutTheLibrary()) {
      assertThatThrownBy(() -> loader.loadClass("com.hazelcast.core.Hazelcast"))
          .isInstanceOf(ClassNotFoundException.class);
      Class<?> carriersClass = loader.loadClass(NewsCarriers.class.getName());
      Class<?> environmentClass = loader.loadClass(Environment.class.getName());
      Class<?> discoveryClass = loader.loadClass(Discovery.class.getName());
      Object carriers = carriersClass.getMethod("found").invoke(null);
      List<?> sections = (List<?>) carriersClass.getMethod("sections").invoke(carriers);
      assertThat(sections).as("sections, with that of Hazelcast").hasSize(2);

      Object env = environmentClass.getConstructor(Map.class).newInstance(variables);
      Object how = discovery == null ? null : discoveryClass.getField(discovery.name()).get(null);
      Object configured =
          carriersClass
              .getMethod("configure", environmentClass, discoveryClass)
              .invoke(carriers, env, how);
      Class<?> configuredClass = loader.loadClass("io.actorproxy.cluster.news.ConfiguredNews");
      Class<?> contextClass = loader.loadClass("io.actorproxy.cluster.news.NewsContext");
      Object news =
          configuredClass.getMethod("open", contextClass).invoke(configured, (Object) null);
      Class<?> newsClass = loader.loadClass(ClusterNews.class.getName());
      assertThat(news).isSameAs(newsClass.getField("NONE").get(null));
    }
  }

  private static URLClassLoader withoutTheLibrary() throws Exception {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<URL> urls = new ArrayList<>();
    for (URI file :
        Stream.of(path.split(File.pathSeparator))
            .filter(file -> !file.contains("/com/hazelcast/"))
            .map(file -> new File(file).toURI())
            .toList()) {
      urls.add(file.toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
