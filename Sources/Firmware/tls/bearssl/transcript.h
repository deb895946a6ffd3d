/* Which message of the handshake is being made or awaited, by what the engine hashes. */
#ifndef VESP_TLS_BEARSSL_TRANSCRIPT_H
#define VESP_TLS_BEARSSL_TRANSCRIPT_H

#include <stdint.h>

#include "bearssl.h"

/* Numbered as the messages of a full handshake follow each other; the host's TLSState numbers them alike. */
enum tls_state {
    STATE_CLIENT_HELLO = 1,
    STATE_SERVER_HELLO,
    STATE_SERVER_CERTIFICATE,
    STATE_SERVER_KEY_EXCHANGE,
    STATE_CERTIFICATE_REQUEST,
    STATE_SERVER_HELLO_DONE,
    STATE_CLIENT_CERTIFICATE,
    STATE_CLIENT_KEY_EXCHANGE,
    STATE_CERTIFICATE_VERIFY,
    STATE_CHANGE_CIPHER_SPEC,
    STATE_CLIENT_FINISHED,
    STATE_SERVER_CHANGE_CIPHER_SPEC,
    STATE_SERVER_FINISHED,
};

extern uint32_t transcript_state;

/* A handshake of `engine` begins. */
void transcript_begin(br_ssl_engine_context *engine);

#endif
