/* libslirp (user-mode TCP/IP) as vesp uses it: loaded when it is wanted, so that the tool runs on hosts without it.
 *
 * libslirp keeps its time in a global variable: one stack at a time in a process. */
#ifndef VESP_CSLIRP_H
#define VESP_CSLIRP_H

#include <slirp/libslirp.h>

/* The functions of the library that are called, by their names without `slirp_`. */
struct vesp_slirp {
    __typeof__(&slirp_new) create;
    __typeof__(&slirp_cleanup) cleanup;
    __typeof__(&slirp_input) input;
    __typeof__(&slirp_pollfds_fill) pollfds_fill;
    __typeof__(&slirp_pollfds_poll) pollfds_poll;
    __typeof__(&slirp_add_hostfwd) add_hostfwd;
};

/* The library; NULL when the host has none, or an incomplete one. */
const struct vesp_slirp *vesp_slirp_library(void);

/* What the library has logged on this thread since the last call, the newest message; NULL for nothing. It holds until
 * the next call into the library. */
const char *vesp_slirp_logged(void);

#endif
