/* What load.c has to know of an answer: where it ends, and whether it is good. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_ANSWER = 16 << 20 };

/* The size of the one whole answer at the start, 0 if it is not whole yet, -1 if it is nonsense. */
static long whole_answer(const char *bytes, size_t size, const char **body) {
  static const char NAME[] = "\r\ncontent-length:";
  char *blank = memmem(bytes, size, "\r\n\r\n", 4);
  if (blank == NULL) return size > MAX_ANSWER ? -1 : 0;
  for (const char *at = bytes; (at = memchr(at, '\r', blank - at)) != NULL; at++) {
    if (strncasecmp(at, NAME, sizeof NAME - 1) != 0) continue;
    long whole = blank + 4 - bytes + atol(at + sizeof NAME - 1);
    *body = blank + 4;
    return whole > MAX_ANSWER ? -1 : (size_t)whole <= size ? whole : 0;
  }
  return -1;
}

static int is_http_ok(const char *bytes) {
  static const char HEAD[] = "HTTP/1.1 200 ";
  return memcmp(bytes, HEAD, sizeof HEAD - 1) == 0;
}

/* Whether the body starts with RequestStatus{status: OK} as field 1. */
static int is_status_ok(const char *body, const char *end) {
  return end - body >= 4 && body[0] == 0x0a && body[2] == 0x08 && body[3] == 0x01;
}

#endif
