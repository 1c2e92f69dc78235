import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Makes {@code sbom.json} of a distribution from what Maven knows of the jars: adds the Java
 * runtime, which is no jar, takes out the addresses from which jars can be downloaded, and takes
 * out the digests of a jar that {@code assemble} has changed.
 *
 * <p>Run as a single-file program: {@code java -cp 'dist/lib/*' BillOfMaterials.java <bill of
 * Maven> <dist>}.
 */
final class BillOfMaterials {
  private final Path dist;

  private BillOfMaterials(Path dist) {
    this.dist = dist;
  }

  public static void main(String[] args) throws Exception {
    JsonObject bill = JsonParser.parseString(Files.readString(Path.of(args[0]))).getAsJsonObject();
    Path dist = Path.of(args[1]);
    new BillOfMaterials(dist).complete(bill);
    String text = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(bill);
    Files.writeString(dist.resolve("sbom.json"), text + "\n");
  }

  private void complete(JsonObject bill) throws Exception {
    JsonArray components = bill.getAsJsonArray("components");
    for (JsonElement element : components) {
      JsonObject component = element.getAsJsonObject();
      removeDownloads(component);
      if (isChanged(component)) {
        component.remove("hashes");
        component.addProperty("modified", true);
      }
    }
    components.add(runtime());
  }

  private static void removeDownloads(JsonObject component) {
    JsonArray references = component.getAsJsonArray("externalReferences");
    if (references == null) {
      return;
    }
    JsonArray kept = new JsonArray();
    for (JsonElement reference : references) {
      if (!reference.getAsJsonObject().get("type").getAsString().startsWith("distribution")) {
        kept.add(reference);
      }
    }
    component.add("externalReferences", kept);
  }

  /** Whether the jar is another one than Maven has. Those with a classifier are never changed. */
  private boolean isChanged(JsonObject component) throws Exception {
    String name = component.get("name").getAsString();
    String file = name + "-" + component.get("version").getAsString() + ".jar";
    Path jar = dist.resolve("lib").resolve(file);
    if (!Files.exists(jar)) {
      jar = dist.resolve("lib/cluster").resolve(file);
    }
    if (!Files.exists(jar)) {
      return false;
    }
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
    for (JsonElement element : component.getAsJsonArray("hashes")) {
      JsonObject hash = element.getAsJsonObject();
      if (hash.get("alg").getAsString().equals("SHA-256")) {
        return !hash.get("content").getAsString().equals(HexFormat.of().formatHex(digest));
      }
    }
    return true;
  }

  private static JsonObject runtime() throws Exception {
    Properties release = new Properties();
    try (var in = Files.newBufferedReader(Path.of(System.getProperty("java.home"), "release"))) {
      release.load(in);
    }
    JsonObject licence = new JsonObject();
    licence.addProperty("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
    JsonArray licences = new JsonArray();
    licences.add(licence);
    JsonObject runtime = new JsonObject();
    runtime.addProperty("type", "platform");
    runtime.addProperty("bom-ref", "runtime");
    runtime.addProperty("publisher", unquoted(release, "IMPLEMENTOR"));
    runtime.addProperty("name", "openjdk");
    runtime.addProperty("version", unquoted(release, "JAVA_VERSION"));
    runtime.add("licenses", licences);
    return runtime;
  }

  private static String unquoted(Properties release, String key) {
    return release.getProperty(key, "").replace("\"", "");
  }
}
