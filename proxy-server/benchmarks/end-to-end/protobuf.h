/* The little of protobuf's wire format that the host needs: find fields, write fields. */
#ifndef PROTOBUF_H
#define PROTOBUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  const uint8_t *at;
  size_t size;
} slice;

/* Reads a varint and moves *at behind it; 0 if it does not end before `end`. */
static int read_varint(const uint8_t **at, const uint8_t *end, uint64_t *value) {
  *value = 0;
  for (int shift = 0; *at < end && shift < 64; shift += 7) {
    uint8_t byte = *(*at)++;
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return 1;
  }
  return 0;
}

/* Moves *at behind the content of a field and puts it into `content`; 0 if it is malformed. */
static int read_content(const uint8_t **at, const uint8_t *end, int wire_type, slice *content) {
  uint64_t size = 0;
  content->at = *at;
  switch (wire_type) {
    case 0:
      if (!read_varint(at, end, &size)) return 0;
      content->size = *at - content->at;
      return 1;
    case 1: size = 8; break;
    case 5: size = 4; break;
    case 2:
      if (!read_varint(at, end, &size)) return 0;
      content->at = *at;
      break;
    default: return 0;
  }
  if (size > (size_t)(end - *at)) return 0;
  content->size = size;
  *at += size;
  return 1;
}

/* The content of the message's last field of that number; at is NULL if there is none. */
static slice field(slice message, uint32_t number) {
  slice found = {NULL, 0};
  const uint8_t *at = message.at, *end = at + message.size;
  uint64_t tag;
  slice content;
  while (at < end && read_varint(&at, end, &tag) && read_content(&at, end, tag & 7, &content)) {
    if (tag >> 3 == number) found = content;
  }
  return found;
}

static uint8_t *write_varint(uint8_t *out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) *out++ = (uint8_t)value | 0x80;
  *out++ = (uint8_t)value;
  return out;
}

/* The size of a field with a number below 16 and a content of that size. */
static size_t field_size(size_t content) {
  size_t size = 2 + content;
  for (size_t rest = content; rest >= 0x80; rest >>= 7) size++;
  return size;
}

/* Writes a string, bytes or message field; nothing if there is no content. */
static uint8_t *write_field(uint8_t *out, uint32_t number, slice content) {
  if (content.at == NULL) return out;
  out = write_varint(out, number << 3 | 2);
  out = write_varint(out, content.size);
  memcpy(out, content.at, content.size);
  return out + content.size;
}

#endif
