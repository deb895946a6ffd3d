/* What client.c asks of a library beside tls_init, tls_write, tls_read and tls_close; every tls/LIBRARY/ has a port.h of
 * these names. Errors are the library's, positive as BearSSL counts them. */
#ifndef VESP_TLS_BEARSSL_PORT_H
#define VESP_TLS_BEARSSL_PORT_H

#include <stdint.h>

#include "bearssl.h"

#include "registers.h"
#include "transcript.h"

/* The heap has no room; BearSSL itself takes none. -ENOMEM of lwIP. */
#define PORT_NO_MEMORY (-12)

extern br_ssl_client_context *port_client;

/* Prepares a connection to `host`, with the session kept before if there is one. 0 or an error. */
int port_open(const char *host);

/* The state of the handshake that the next step is in, enum tls_state; PROBE_NO_TLS_STATE when it is over. */
static inline uint32_t port_state(void) { return transcript_state; }

/* One turn of the core's loop around the engine: a record's bytes sent, or received and worked on. 0 or an error. */
int port_step(void);

/* Whether an error of a step only says that it is to be called again. */
static inline int port_goes_on(int error)
{
    (void)error;
    return 0;
}

/* IANA number of the suite in use. */
static inline uint32_t port_ciphersuite(void) { return port_client->eng.session.cipher_suite; }

/* Keeps the session of the connection for the next one. 0 or an error. */
int port_keep_session(void);
int port_has_session(void);

#endif
