/* The command line of load.c. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpu.h"
#include "requests.h"

enum { MAX_CONNECTIONS = 60000 };

typedef struct {
  int port, connections, once, plain, pid_count;
  double lead, seconds, rate;
  char *pids[MAX_PIDS]; /* this process first */
  request_list requests;
} options_of_a_run;

static int usage(void) {
  fprintf(stderr,
      "usage: load --port P --requests FILE [--connections 64] [--lead S] [--seconds S] [--rate R]\n"
      "            [--numbers FIRST-LAST] [--once] [--plain] [--pids A,B,...]\n");
  return 0;
}

/* Fills in what was given; says what is possible and returns 0 if it is not that. */
static int read_options(options_of_a_run *to, int count, char **arguments) {
  static char own_pid[16];
  static const struct option KNOWN[] = {
      {"port", 1, NULL, 'p'}, {"requests", 1, NULL, 'f'}, {"connections", 1, NULL, 'c'},
      {"lead", 1, NULL, 'l'}, {"seconds", 1, NULL, 's'},  {"rate", 1, NULL, 'r'},
      {"numbers", 1, NULL, 'n'}, {"once", 0, NULL, 'o'},  {"plain", 0, NULL, 't'},
      {"pids", 1, NULL, 'i'}, {NULL, 0, NULL, 0}};
  size_t first = 1, last = 0;
  snprintf(own_pid, sizeof own_pid, "%d", getpid());
  to->pids[to->pid_count++] = own_pid;
  for (int name; (name = getopt_long(count, arguments, "", KNOWN, NULL)) != -1;) {
    switch (name) {
      case 'p': to->port = atoi(optarg); break;
      case 'f': if (!read_requests(&to->requests, optarg)) return usage(); break;
      case 'c': to->connections = atoi(optarg); break;
      case 'l': to->lead = atof(optarg); break;
      case 's': to->seconds = atof(optarg); break;
      case 'r': to->rate = atof(optarg); break;
      case 'n': if (sscanf(optarg, "%zu-%zu", &first, &last) != 2 || last < first) return usage(); break;
      case 'o': to->once = 1; break;
      case 't': to->plain = 1; break;
      case 'i':
        for (char *pid; to->pid_count < MAX_PIDS && (pid = strsep(&optarg, ",")) != NULL;) {
          to->pids[to->pid_count++] = pid;
        }
        break;
      default: return usage();
    }
  }
  if (to->port == 0 || to->requests.count == 0 || optind < count || to->connections < 1 ||
      to->connections > MAX_CONNECTIONS) return usage();
  if (last >= first) use_numbers(&to->requests, first, last);
  if (to->once) to->lead = 0;
  return 1;
}

#endif
