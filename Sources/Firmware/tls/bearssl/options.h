/* What the scenario's `tls` section asks of BearSSL, where it differs from what the Arduino core does by itself. */
#ifndef VESP_TLS_BEARSSL_OPTIONS_H
#define VESP_TLS_BEARSSL_OPTIONS_H

#include "bearssl.h"

/* Buffers as the core's setBufferSizes makes them, with room for the overhead of a record. */
struct buffer_sizes {
    size_t input, output;
};

/* Asks the server first where the scenario has it so. */
struct buffer_sizes options_buffer_sizes(const char *host);

/* Sets suites and curves of `client`. 0 or an error of the library. */
int options_apply(br_ssl_client_context *client);

#endif
