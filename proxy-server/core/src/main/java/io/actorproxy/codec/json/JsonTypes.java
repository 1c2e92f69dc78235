package io.actorproxy.codec.json;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.WrappersProto;
import io.spawn.ProtocolProto;
import io.spawn.state.StateProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The message types whose fields are known here. */
final class JsonTypes {
  private static final Map<String, Descriptor> TYPES = new HashMap<>();
  private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS = new HashMap<>();

  static {
    addFile(ProtocolProto.getDescriptor());
    addFile(StateProto.getDescriptor());
    addFile(WrappersProto.getDescriptor());
    List.of(
            Any.getDescriptor(),
            Duration.getDescriptor(),
            Empty.getDescriptor(),
            FieldMask.getDescriptor(),
            ListValue.getDescriptor(),
            Struct.getDescriptor(),
            Timestamp.getDescriptor(),
            Value.getDescriptor())
        .forEach(JsonTypes::add);
  }

  private JsonTypes() {}

  /** The type that an Any's type_url means; null if it is not known here. */
  static @Nullable Descriptor find(String typeUrl) {
    int slash = typeUrl.lastIndexOf('/');
    return slash < 0 ? null : TYPES.get(typeUrl.substring(slash + 1));
  }

  /** The field with that name, in JSON or in the {@code .proto} file; null if there is none. */
  static @Nullable FieldDescriptor field(Descriptor type, String name) {
    return FIELDS.getOrDefault(type, Map.of()).get(name);
  }

  /** Whether the JSON form of the type is something else than an object of its fields. */
  static boolean hasOwnForm(Descriptor type) {
    return type.getFile().getPackage().equals("google.protobuf")
        && !type.getFullName().equals("google.protobuf.Empty");
  }

  private static void addFile(FileDescriptor file) {
    file.getDependencies().forEach(JsonTypes::addFile);
    for (Descriptor type : file.getMessageTypes()) {
      add(type);
    }
  }

  private static void add(Descriptor type) {
    TYPES.put(type.getFullName(), type);
    Map<String, FieldDescriptor> fields = new HashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      fields.put(field.getName(), field);
      fields.put(field.getJsonName(), field);
    }
    FIELDS.put(type, fields);
  }
}
