package io.actorproxy.codec.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the Any fields in the JSON form of a message, wherever its type says they are. */
final class AnyFields {
  /** What becomes of one Any. */
  interface Change {
    JsonElement apply(JsonElement any) throws InvalidProtocolBufferException;
  }

  private AnyFields() {}

  /** Changes every Any in place; what is not the form that the type demands is left alone. */
  static JsonElement map(Descriptor type, JsonElement json, Change change)
      throws InvalidProtocolBufferException {
    if (type == JsonTypes.CLOSED_ANY) {
      return change.apply(json);
    }
    if (!(json instanceof JsonObject object) || JsonTypes.hasOwnForm(type)) {
      return json;
    }
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      FieldDescriptor field = fieldOf(type, entry.getKey());
      if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        entry.setValue(mapField(field, entry.getValue(), change));
      }
    }
    return object;
  }

  private static JsonElement mapField(FieldDescriptor field, JsonElement json, Change change)
      throws InvalidProtocolBufferException {
    if (field.isMapField() && json instanceof JsonObject object) {
      FieldDescriptor value = field.getMessageType().findFieldByName("value");
      if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
          entry.setValue(map(value.getMessageType(), entry.getValue(), change));
        }
      }
      return object;
    }
    if (field.isRepeated() && json instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, map(field.getMessageType(), array.get(i), change));
      }
      return array;
    }
    return map(field.getMessageType(), json, change);
  }

  /** By its JSON name or its own; both are allowed. */
  private static @Nullable FieldDescriptor fieldOf(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field != null) {
      return field;
    }
    for (FieldDescriptor candidate : type.getFields()) {
      if (candidate.getJsonName().equals(name)) {
        return candidate;
      }
    }
    return null;
  }
}
