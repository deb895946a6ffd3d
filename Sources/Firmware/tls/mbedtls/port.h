/* What client.c asks of a library beside tls_init, tls_write, tls_read and tls_close; every tls/LIBRARY/ has a port.h of
 * these names. Errors are the library's, negative. What is called in every step is inline: the library's own functions
 * then stand in backtraces right above the client's. */
#ifndef VESP_TLS_MBEDTLS_PORT_H
#define VESP_TLS_MBEDTLS_PORT_H

#include "mbedtls/ssl.h"
#include "mbedtls/ssl_internal.h"

#include "registers.h"

extern mbedtls_ssl_context port_ssl;

/* Prepares a connection to `host`, with the session kept before if there is one. 0 or an error. */
int port_open(const char *host);

/* The state of the handshake that the next step is in, as the library numbers it; PROBE_NO_TLS_STATE when it is over. */
static inline uint32_t port_state(void)
{
    return port_ssl.state == MBEDTLS_SSL_HANDSHAKE_OVER ? PROBE_NO_TLS_STATE : (uint32_t)port_ssl.state;
}

/* One step of the handshake. 0 or an error. */
static inline int port_step(void)
{
    if (port_ssl.handshake && port_ssl.state == MBEDTLS_SSL_CLIENT_KEY_EXCHANGE) {
#if !defined(MBEDTLS_ECDH_C)
        PROBE(CURVE) = 0;
#elif defined(MBEDTLS_ECDH_LEGACY_CONTEXT)
        PROBE(CURVE) = port_ssl.handshake->ecdh_ctx.grp.id;
#else
        PROBE(CURVE) = port_ssl.handshake->ecdh_ctx.grp_id;
#endif
    }
    return mbedtls_ssl_handshake_step(&port_ssl);
}

/* Whether an error of a step only says that it is to be called again. */
static inline int port_goes_on(int error) { return error == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS; }

/* IANA number of the suite in use. */
static inline uint32_t port_ciphersuite(void)
{
    return (uint32_t)mbedtls_ssl_get_ciphersuite_id(mbedtls_ssl_get_ciphersuite(&port_ssl));
}

/* Keeps the session of the connection for the next one. 0 or an error. */
int port_keep_session(void);
int port_has_session(void);

#endif
