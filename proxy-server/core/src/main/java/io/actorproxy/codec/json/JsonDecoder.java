package io.actorproxy.codec.json;

import static com.google.protobuf.Descriptors.FieldDescriptor.JavaType.MESSAGE;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.json.JsonInput.Kind;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the JSON form of one message into its encoding. */
final class JsonDecoder {
  static final String TYPE = "@type";

  /** A hint for callers that wrote no type. */
  private static final String PLAIN_JSON =
      "; plain JSON is sent as {\"@type\": \"type.googleapis.com/google.protobuf.Value\","
          + " \"value\": ...}";

  static final String VALUE = "value";

  /** Says that the value of a type with a form of its own is not in that form. */
  static final String ENCODING = "@encoding";

  static final String BASE64 = "base64";
  static final String VALUE_URL = "type.googleapis.com/google.protobuf.Value";

  /**
   * How many Anys inside Anys are opened, either way: each costs another pass over all that is in
   * it, and a small message can hold many thousands.
   */
  static final int MAX_ANY_DEPTH = 8;

  private final JsonInput in;
  private final WireOutput out;
  private final JsonScalars scalars;
  private final WellKnownForms forms;

  /** How many Anys the current place is inside of. */
  private int anyDepth;

  /** Whether an Any may be any JSON, which is kept as {@code google.protobuf.Value}. */
  private final boolean isPlain;

  JsonDecoder(JsonInput in, WireOutput out, boolean isPlain) {
    this.isPlain = isPlain;
    this.in = in;
    this.out = out;
    this.scalars = new JsonScalars(in);
    this.forms = new WellKnownForms(in, out);
  }

  /** Reads a message; its fields come to the end of the output. */
  void message(Descriptor type) throws MalformedMessageException {
    if (!JsonTypes.hasOwnForm(type)) {
      fields(type, false);
      return;
    }
    switch (type.getName()) {
      case "Any" -> any();
      case "Timestamp" -> forms.timestamp();
      case "Duration" -> forms.duration();
      case "FieldMask" -> forms.fieldMask();
      case "Struct" -> forms.struct();
      case "Value" -> forms.value();
      case "ListValue" -> forms.list();
      // What is left are the wrappers of scalars.
      default -> element(type.findFieldByName(VALUE));
    }
  }

  // --- fields

  private void fields(Descriptor type, boolean isAny) throws MalformedMessageException {
    Set<Object> seen = new HashSet<>();
    for (boolean more = in.enter('{'); more; more = in.hasMore('{')) {
      String name = in.name();
      if (isAny && name.equals(TYPE)) {
        in.skip();
        continue;
      }
      FieldDescriptor field = JsonTypes.field(type, name);
      if (field == null) {
        throw in.wrong(
            "'%.40s' is no field of %s; there are: %s"
                .formatted(name, type.getFullName(), namesOf(type)));
      }
      if (in.kind() == Kind.NULL && !takesNull(field)) {
        in.skip();
        continue;
      }
      OneofDescriptor oneof = field.getContainingOneof();
      if (!seen.add(field)) {
        throw in.wrong("'" + name + "' comes twice");
      }
      if (oneof != null && !seen.add(oneof)) {
        throw in.wrong("'" + name + "' comes beside another of which there may be only one");
      }
      field(field);
    }
  }

  private static String namesOf(Descriptor type) {
    return type.getFields().stream()
        .map(FieldDescriptor::getJsonName)
        .collect(Collectors.joining(", "));
  }

  private static boolean takesNull(FieldDescriptor field) {
    return field.getJavaType() == MESSAGE
        && field.getMessageType().getFullName().equals("google.protobuf.Value");
  }

  private void field(FieldDescriptor field) throws MalformedMessageException {
    if (field.isMapField()) {
      map(field);
    } else if (field.isRepeated()) {
      require(Kind.ARRAY, field);
      for (boolean more = in.enter('['); more; more = in.hasMore('[')) {
        element(field);
      }
    } else {
      element(field);
    }
  }

  /** All maps of the protocol have keys that are strings. */
  private void map(FieldDescriptor field) throws MalformedMessageException {
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    require(Kind.OBJECT, field);
    for (boolean more = in.enter('{'); more; more = in.hasMore('{')) {
      int entry = out.begin(field.getNumber());
      out.string(1, in.name());
      element(value);
      out.end(entry);
    }
  }

  /** One value of a field, whether it is repeated or not. */
  private void element(FieldDescriptor field) throws MalformedMessageException {
    int number = field.getNumber();
    switch (field.getType()) {
      case MESSAGE -> {
        if (!JsonTypes.hasOwnForm(field.getMessageType())) {
          require(Kind.OBJECT, field);
        }
        int nested = out.begin(number);
        message(field.getMessageType());
        out.end(nested);
      }
      case STRING -> out.bytes(number, scalars.text(field.getJsonName()));
      case BYTES -> scalars.base64(field.getJsonName(), out, number);
      case BOOL -> out.varint(number, scalars.bool(field.getJsonName()) ? 1 : 0);
      case ENUM -> out.varint(number, scalars.enumNumber(field));
      case INT32, INT64, UINT32, UINT64 -> out.varint(number, scalars.integer(field));
      case DOUBLE -> out.fixed64(number, Double.doubleToRawLongBits(scalars.doubleOf(field)));
      case FLOAT -> out.fixed32(number, Float.floatToRawIntBits(scalars.floatOf(field)));
      default -> throw new IllegalStateException("no message has a field of " + field.getType());
    }
  }

  private void require(Kind kind, FieldDescriptor field) throws MalformedMessageException {
    if (in.kind() != kind) {
      throw in.wrong("'%s' has to be %s, not %s".formatted(field.getJsonName(), kind, in.kind()));
    }
  }

  // --- Any

  /** The members of an Any, which show its form; "@type" may be the last. */
  private record Members(
      @Nullable String typeUrl, @Nullable Kind value, boolean isEncoded, @Nullable String other) {
    boolean isBytesOf(Descriptor type) {
      if (JsonTypes.hasOwnForm(type)) {
        return isEncoded || type.getName().equals("Any") && value == Kind.STRING;
      }
      return value != null && other == null && type.findFieldByName(VALUE) == null;
    }
  }

  private void any() throws MalformedMessageException {
    boolean mayBePlain = isPlain && anyDepth == 0;
    if (mayBePlain && in.kind() != Kind.OBJECT) {
      plainValue();
      return;
    }
    if (in.kind() != Kind.OBJECT) {
      throw in.wrong(
          "an Any has to be {\"@type\": \"...\", \"value\": \"base64\"}, not "
              + in.kind()
              + PLAIN_JSON);
    }
    int start = in.place();
    Members members = members();
    in.goBack(start);
    String typeUrl = members.typeUrl();
    if (mayBePlain && typeUrl == null) {
      plainValue();
      return;
    }
    if (typeUrl != null && !typeUrl.isEmpty()) {
      out.string(1, typeUrl);
    }
    Descriptor type = typeUrl == null ? null : JsonTypes.find(typeUrl);
    if (type == null || members.isBytesOf(type)) {
      bytesOfAny(typeUrl);
      return;
    }
    if (++anyDepth > MAX_ANY_DEPTH) {
      throw in.wrong(
          "more than "
              + MAX_ANY_DEPTH
              + " Anys are inside each other; send the bytes of the inner ones as base64");
    }
    int nested = out.begin(2);
    if (JsonTypes.hasOwnForm(type)) {
      valueOfAny(members, type);
    } else {
      fields(type, true);
    }
    out.end(nested);
    anyDepth--;
  }

  private void plainValue() throws MalformedMessageException {
    out.string(1, VALUE_URL);
    int nested = out.begin(2);
    forms.plainValue();
    out.end(nested);
  }

  private Members members() throws MalformedMessageException {
    String typeUrl = null;
    Kind value = null;
    boolean isEncoded = false;
    String other = null;
    for (boolean more = in.enter('{'); more; more = in.hasMore('{')) {
      String name = in.name();
      boolean isTwice = false;
      switch (name) {
        case TYPE -> {
          isTwice = typeUrl != null;
          if (in.kind() != Kind.STRING) {
            throw in.wrong("the \"@type\" of an Any has to be a string");
          }
          typeUrl = in.string();
        }
        case VALUE -> {
          isTwice = value != null;
          value = in.kind();
          in.skip();
        }
        case ENCODING -> {
          int place = in.place();
          isEncoded = in.kind() == Kind.STRING && in.string().equals(BASE64);
          in.goBack(place);
          in.skip();
          other = isEncoded ? other : name;
        }
        default -> {
          other = name;
          in.skip();
        }
      }
      if (isTwice) {
        throw in.wrong("'" + name + "' comes twice");
      }
    }
    return new Members(typeUrl, value, isEncoded, other);
  }

  private void bytesOfAny(@Nullable String typeUrl) throws MalformedMessageException {
    for (boolean more = in.enter('{'); more; more = in.hasMore('{')) {
      String name = in.name();
      switch (name) {
        case TYPE, ENCODING -> in.skip();
        case VALUE -> {
          if (in.kind() == Kind.NULL) {
            in.skip();
          } else {
            scalars.base64(VALUE, out, 2);
          }
        }
        default ->
            throw in.wrong(
                typeUrl == null
                    ? "this has to be an Any, {\"@type\": \"...\", \"value\": \"base64\"}, but it"
                        + " has no \"@type\" and has '%.40s'".formatted(name)
                        + PLAIN_JSON
                    : "%.100s is no type that is known here; send its bytes as {\"@type\": ...,"
                            .formatted(typeUrl)
                        + " \"value\": \"base64\"}");
      }
    }
  }

  private void valueOfAny(Members members, Descriptor type) throws MalformedMessageException {
    if (members.value() == null || members.other() != null) {
      throw in.wrong("an Any of " + type.getFullName() + " has a \"value\" and nothing else");
    }
    for (boolean more = in.enter('{'); more; more = in.hasMore('{')) {
      if (in.name().equals(VALUE)) {
        message(type);
      } else {
        in.skip();
      }
    }
  }
}
