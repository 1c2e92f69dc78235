package io.actorproxy.codec.json;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import io.spawn.ProtocolProto;
import io.spawn.state.StateProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The message types whose fields are known here, as the JSON mapping needs them.
 *
 * <p>In the protocol's own messages every {@code google.protobuf.Any} is replaced by a message with
 * the same bytes and the JSON form {@code {"@type", "value"}}, so that an Any of any type, or of no
 * type that could exist, goes through the mapping without being opened.
 */
final class JsonTypes {
  private static final String ANY = ".google.protobuf.Any";
  private static final FileDescriptor CLOSED_ANY_FILE = build(closedAny(), List.of());

  /** Stands for {@code google.protobuf.Any}. */
  static final Descriptor CLOSED_ANY = CLOSED_ANY_FILE.findMessageTypeByName("ClosedAny");

  private static final Map<String, FileDescriptor> FILES = new HashMap<>();
  private static final Map<String, Descriptor> TYPES = new HashMap<>();

  static {
    for (FileDescriptor file : List.of(ProtocolProto.getDescriptor(), StateProto.getDescriptor())) {
      closed(file);
    }
    FILES.values().forEach(JsonTypes::addTypes);
    List.of(
            DurationProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            WrappersProto.getDescriptor())
        .forEach(JsonTypes::addTypes);
    TYPES.put(ANY.substring(1), CLOSED_ANY);
  }

  private JsonTypes() {}

  /** The twin of a type of the protocol. */
  static Descriptor closed(Descriptor type) {
    Descriptor twin = TYPES.get(type.getFullName());
    if (twin == null) {
      throw new IllegalArgumentException(type.getFullName() + " is not of the protocol");
    }
    return twin;
  }

  /** The type that an Any's type_url means; null if it is not known here. */
  static @Nullable Descriptor find(String typeUrl) {
    int slash = typeUrl.lastIndexOf('/');
    return slash < 0 ? null : TYPES.get(typeUrl.substring(slash + 1));
  }

  /** Whether the JSON form of the type is something else than an object of its fields. */
  static boolean hasOwnForm(Descriptor type) {
    return type == CLOSED_ANY
        || type.getFullName().startsWith("google.protobuf.")
            && !type.getFullName().equals("google.protobuf.Empty");
  }

  private static void addTypes(FileDescriptor file) {
    file.getMessageTypes().forEach(type -> TYPES.put(type.getFullName(), type));
  }

  private static FileDescriptor closed(FileDescriptor file) {
    if (file.getPackage().equals("google.protobuf")) {
      return file;
    }
    FileDescriptor known = FILES.get(file.getName());
    if (known != null) {
      return known;
    }
    List<FileDescriptor> dependencies = new ArrayList<>();
    file.getDependencies().forEach(dependency -> dependencies.add(closed(dependency)));
    dependencies.add(CLOSED_ANY_FILE);
    FileDescriptorProto.Builder twin =
        file.toProto().toBuilder().addDependency(CLOSED_ANY_FILE.getName());
    twin.getMessageTypeBuilderList().forEach(JsonTypes::closeFields);
    FileDescriptor built = build(twin.build(), dependencies);
    FILES.put(file.getName(), built);
    return built;
  }

  private static void closeFields(DescriptorProto.Builder message) {
    message.getNestedTypeBuilderList().forEach(JsonTypes::closeFields);
    for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
      if (field.getTypeName().equals(ANY)) {
        field.setTypeName("." + CLOSED_ANY.getFullName());
      }
    }
  }

  private static FileDescriptorProto closedAny() {
    return FileDescriptorProto.newBuilder()
        .setName("actorproxy/closed_any.proto")
        .setPackage("actorproxy")
        .setSyntax("proto3")
        .addMessageType(
            DescriptorProto.newBuilder()
                .setName("ClosedAny")
                .addField(field("type_url", 1, FieldDescriptorProto.Type.TYPE_STRING, "@type"))
                .addField(field("value", 2, FieldDescriptorProto.Type.TYPE_BYTES, "value")))
        .build();
  }

  private static FieldDescriptorProto field(
      String name, int number, FieldDescriptorProto.Type type, String jsonName) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
        .setJsonName(jsonName)
        .build();
  }

  private static FileDescriptor build(FileDescriptorProto file, List<FileDescriptor> dependencies) {
    try {
      return FileDescriptor.buildFrom(file, dependencies.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
