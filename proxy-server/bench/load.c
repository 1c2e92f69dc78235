/*
 * The caller of the measurements: a closed loop of HTTP/1.1 requests, one thread, one epoll loop.
 *
 *   load <port> <requests file> <connections> <lead seconds> <seconds> [pid...]
 *
 * Each connection sends a request, waits for its answer and sends the next one. The file holds
 * whole requests, each behind its size as a little-endian 32-bit number; connections start spread
 * over the file and walk around it. What is answered after the lead and before the end is measured;
 * then nothing more is sent, and what is outstanding is still waited for. So every request has a
 * known fate, and the answered ones can be compared with what the actors have counted.
 *
 * An answer is good when it is HTTP 200 and its body starts with RequestStatus{OK}. Prints one JSON
 * object: counts, latencies in microseconds, and the CPU time in seconds that each process given
 * and the whole machine spent in the measured time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CAPACITY = 64 * 1024, EVENTS = 256, MAX_PIDS = 64, DRAIN_SECONDS = 10 };

typedef struct {
  uint32_t size;
  const char *bytes;
} request;

typedef struct {
  int fd;
  size_t next;       /* index of the next request */
  int64_t sent_at;   /* of the request that is not answered yet; 0 if there is none */
  size_t size;
  char bytes[CAPACITY];
} connection;

static struct {
  long good;      /* answered with OK, measured or not */
  long refused;   /* answered with anything else */
  long broken;    /* the connection ended or sent nonsense instead of an answer */
  long unanswered;
  long received;  /* bytes of all answers, heads included */
  char sample[256];
} counts;

static request *requests;
static size_t request_count;
static struct sockaddr_in server = {.sin_family = AF_INET};
static int loop;

/* Nanoseconds of each measured answer; sorted at the end. */
static uint32_t *latencies;
static size_t measured, room;

static int64_t window_start, window_end;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void read_requests(const char *path) {
  FILE *file = fopen(path, "rb");
  uint32_t size;
  if (file == NULL) die(path);
  while (fread(&size, sizeof size, 1, file) == 1) {
    char *bytes = malloc(size);
    requests = realloc(requests, (request_count + 1) * sizeof *requests);
    if (bytes == NULL || requests == NULL || fread(bytes, 1, size, file) != size) die(path);
    requests[request_count++] = (request){size, bytes};
  }
  fclose(file);
  if (request_count == 0) die(path);
}

static void record(int64_t took) {
  if (measured == room) {
    room = room == 0 ? 1 << 20 : 2 * room;
    latencies = realloc(latencies, room * sizeof *latencies);
    if (latencies == NULL) die("latencies");
  }
  latencies[measured++] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
}

static void keep_sample(const char *bytes, size_t size) {
  if (counts.sample[0] != 0) return;
  for (size_t i = 0; i < size && i < sizeof counts.sample - 1; i++) {
    char c = bytes[i];
    counts.sample[i] = c < ' ' || c > '~' || c == '"' || c == '\\' ? ' ' : c;
  }
}

static void send_next(connection *c) {
  request *next = &requests[c->next];
  c->next = (c->next + 1) % request_count;
  c->sent_at = now();
  /* The one request outstanding always fits into the socket's buffer. */
  if (send(c->fd, next->bytes, next->size, MSG_NOSIGNAL) != (ssize_t)next->size) die("send");
}

static void open_connection(connection *c) {
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->fd, (struct sockaddr *)&server, sizeof server) < 0) die("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  if (epoll_ctl(loop, EPOLL_CTL_ADD, c->fd, &event) < 0) die("epoll_ctl");
  c->size = 0;
  c->sent_at = 0;
}

/* The size of the one whole answer in the buffer, 0 if it is not whole yet, -1 if it is nonsense. */
static long whole_answer(connection *c, const char **body) {
  static const char NAME[] = "\r\ncontent-length:";
  char *blank = memmem(c->bytes, c->size, "\r\n\r\n", 4);
  if (blank == NULL) return c->size == CAPACITY ? -1 : 0;
  for (char *at = c->bytes; (at = memchr(at, '\r', blank - at)) != NULL; at++) {
    if (strncasecmp(at, NAME, sizeof NAME - 1) != 0) continue;
    long size = blank + 4 - c->bytes + atol(at + sizeof NAME - 1);
    *body = blank + 4;
    return size > CAPACITY ? -1 : (size_t)size <= c->size ? size : 0;
  }
  return -1;
}

/* Whether it is HTTP 200 with a body that starts with RequestStatus{status: OK} as field 1. */
static int is_good(connection *c, const char *body, long size) {
  static const char HEAD[] = "HTTP/1.1 200 ";
  return memcmp(c->bytes, HEAD, sizeof HEAD - 1) == 0 && c->bytes + size - body >= 4 &&
         body[0] == 0x0a && body[2] == 0x08 && body[3] == 0x01;
}

static void on_answer(connection *c, const char *body, long size) {
  int64_t at = now();
  counts.received += size;
  if (is_good(c, body, size)) {
    counts.good++;
    if (at >= window_start && at < window_end) record(at - c->sent_at);
  } else {
    counts.refused++;
    keep_sample(c->bytes, size);
  }
  c->size = 0;
  c->sent_at = 0;
  if (at < window_end) send_next(c);
}

static void on_broken(connection *c) {
  counts.broken++;
  keep_sample(c->bytes, c->size);
  close(c->fd);
  open_connection(c);
  if (now() < window_end) send_next(c);
}

static void on_readable(connection *c) {
  ssize_t size = recv(c->fd, c->bytes + c->size, CAPACITY - c->size, 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size > 0) c->size += size;
  const char *body = NULL;
  long answer = size <= 0 ? -1 : whole_answer(c, &body);
  if (answer < 0 || (answer > 0 && ((size_t)answer != c->size || c->sent_at == 0))) {
    on_broken(c);
  } else if (answer > 0) {
    on_answer(c, body, answer);
  }
}

/* Seconds of user and system time of a process with all its threads; 0 if it is not there. */
static double cpu_of(const char *pid) {
  char path[64], text[1024];
  unsigned long user = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%s/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  size_t size = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[size] = 0;
  char *name_end = strrchr(text, ')');
  if (name_end == NULL || sscanf(name_end + 1,
      " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) return 0;
  return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

/* Seconds that all processors together were busy. */
static double cpu_of_machine(void) {
  unsigned long user, nice, system, idle, wait, irq, softirq;
  FILE *file = fopen("/proc/stat", "r");
  if (file == NULL || fscanf(file, "cpu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system,
      &idle, &wait, &irq, &softirq) != 7) die("/proc/stat");
  fclose(file);
  return (double)(user + nice + system + irq + softirq) / sysconf(_SC_CLK_TCK);
}

typedef struct {
  double machine, pids[MAX_PIDS];
} cpu_times;

static cpu_times read_cpu_times(char **pids, int count) {
  cpu_times times = {.machine = cpu_of_machine()};
  for (int i = 0; i < count; i++) times.pids[i] = cpu_of(pids[i]);
  return times;
}

/* Handles what arrives until the time given, or until nothing is outstanding if `drain`. */
static void run_until(int64_t end, connection *connections, int count, int drain) {
  struct epoll_event events[EVENTS];
  for (int64_t left; (left = end - now()) > 0;) {
    int ready = epoll_wait(loop, events, EVENTS, left / 1000000 + 1);
    for (int i = 0; i < ready; i++) on_readable(events[i].data.ptr);
    if (!drain) continue;
    counts.unanswered = 0;
    for (int i = 0; i < count; i++) counts.unanswered += connections[i].sent_at != 0;
    if (counts.unanswered == 0) return;
  }
}

static int by_size(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static double micros_at(double quantile) {
  if (measured == 0) return 0;
  size_t index = (size_t)(quantile * measured);
  return latencies[index < measured ? index : measured - 1] / 1000.0;
}

static void print_report(double seconds, cpu_times from, cpu_times to, char **pids, int count) {
  qsort(latencies, measured, sizeof *latencies, by_size);
  printf("{\"good\": %ld, \"refused\": %ld, \"broken\": %ld, \"unanswered\": %ld",
      counts.good, counts.refused, counts.broken, counts.unanswered);
  printf(", \"received\": %ld, \"sample\": \"%s\"", counts.received, counts.sample);
  printf(", \"measured\": %zu, \"seconds\": %.6f", measured, seconds);
  printf(", \"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"max\": %.1f",
      micros_at(0.5), micros_at(0.9), micros_at(0.99), micros_at(0.999), micros_at(1));
  printf(", \"cpu\": {\"machine\": %.2f", to.machine - from.machine);
  for (int i = 0; i < count; i++) printf(", \"%s\": %.2f", pids[i], to.pids[i] - from.pids[i]);
  printf("}}\n");
}

int main(int count, char **arguments) {
  if (count < 6 || count - 6 >= MAX_PIDS) {
    fprintf(stderr, "usage: load <port> <requests file> <connections> <lead> <seconds> [pid...]\n");
    return 2;
  }
  server.sin_port = htons(atoi(arguments[1]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  read_requests(arguments[2]);
  int connection_count = atoi(arguments[3]), pid_count = count - 6 + 1;
  char own_pid[16], *pids[MAX_PIDS] = {own_pid};
  snprintf(own_pid, sizeof own_pid, "%d", getpid());
  memcpy(pids + 1, arguments + 6, (count - 6) * sizeof *pids);

  loop = epoll_create1(0);
  connection *connections = calloc(connection_count, sizeof *connections);
  if (connections == NULL) die("connections");
  window_start = now() + (int64_t)(atof(arguments[4]) * 1e9);
  window_end = window_start + (int64_t)(atof(arguments[5]) * 1e9);
  for (int i = 0; i < connection_count; i++) {
    connections[i].next = request_count * i / connection_count;
    open_connection(&connections[i]);
  }
  for (int i = 0; i < connection_count; i++) send_next(&connections[i]);

  run_until(window_start, connections, connection_count, 0);
  int64_t start = now();
  cpu_times from = read_cpu_times(pids, pid_count);
  run_until(window_end, connections, connection_count, 0);
  double seconds = (now() - start) / 1e9;
  cpu_times to = read_cpu_times(pids, pid_count);
  run_until(window_end + DRAIN_SECONDS * 1000000000LL, connections, connection_count, 1);
  print_report(seconds, from, to, pids, pid_count);
  return 0;
}
