/* How the server's chain is judged: up to a trust anchor, by the SHA-1 of its first certificate, or not at all. */
#ifndef VESP_TLS_BEARSSL_VALIDATOR_H
#define VESP_TLS_BEARSSL_VALIDATOR_H

#include "bearssl.h"

/* Installs what the configuration asks for into `engine`. 0, or -1 when the heap has no room. */
int validator_install(br_ssl_engine_context *engine, const br_x509_trust_anchor *anchors, size_t count);

/* Gives its memory back; the core does after the handshake. */
void validator_free(void);

#endif
