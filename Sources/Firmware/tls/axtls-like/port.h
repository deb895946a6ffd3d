/* What client.c asks of a library: mbedTLS's, but for errors of the chain, which are axTLS's, and for the limit. */
#ifndef VESP_TLS_AXTLS_LIKE_PORT_H
#define VESP_TLS_AXTLS_LIKE_PORT_H

#define port_step mbedtls_port_step
#define port_goes_on mbedtls_port_goes_on
#include "../mbedtls/port.h"
#undef port_step
#undef port_goes_on

#include "sdk.h"

/* WiFiClientSecure.cpp since 2.4.0; 5 s before. */
#define PORT_HANDSHAKE_LIMIT_MS 15000

/* verification.c: what was wrong with the chain. */
int verification_error(void);

static inline int port_step(void)
{
    int result = mbedtls_port_step();
    if (result == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
        os_printf("Error: SSL error %d\n", port_ssl.in_msg[1]);
    }
    return result == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED ? verification_error() : result;
}

/* A read that finds nothing is no end: the core asks again until its limit. */
static inline int port_goes_on(int error)
{
    return error == MBEDTLS_ERR_SSL_TIMEOUT || mbedtls_port_goes_on(error);
}

#endif
