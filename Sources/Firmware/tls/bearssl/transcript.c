#include "transcript.h"

#include "registers.h"

enum message {
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    CERTIFICATE = 11,
    SERVER_KEY_EXCHANGE = 12,
    CERTIFICATE_REQUEST = 13,
    SERVER_HELLO_DONE = 14,
    CERTIFICATE_VERIFY = 15,
    CLIENT_KEY_EXCHANGE = 16,
    FINISHED = 20,
};

uint32_t transcript_state = PROBE_NO_TLS_STATE;

static const br_ssl_engine_context *observed;
static uint8_t header[4];
static uint32_t header_bytes, body_left;
/* What has been there: the client's turn, a request for its certificate, its key exchange. */
static uint8_t is_requested, is_flight_of_client, is_exchanged;

void port_multihash_update(br_multihash_context *hash, const void *data, size_t count);

static void enter(uint32_t state)
{
    if (transcript_state != state) {
        transcript_state = state;
        PROBE(TLS_STATE) = state;
    }
}

void transcript_begin(br_ssl_engine_context *engine)
{
    observed = engine;
    header_bytes = body_left = 0;
    is_requested = is_flight_of_client = is_exchanged = 0;
    transcript_state = STATE_CLIENT_HELLO;
}

/* The first byte of a message. What is checked of the one before it was done in that one's state. */
static void begun(uint8_t message)
{
    switch (message) {
    case CLIENT_HELLO: enter(STATE_CLIENT_HELLO); break;
    case SERVER_HELLO: enter(STATE_SERVER_HELLO); break;
    case CERTIFICATE: enter(is_flight_of_client ? STATE_CLIENT_CERTIFICATE : STATE_SERVER_CERTIFICATE); break;
    case SERVER_KEY_EXCHANGE: enter(STATE_SERVER_KEY_EXCHANGE); break;
    case CERTIFICATE_REQUEST:
        is_requested = 1;
        enter(STATE_CERTIFICATE_REQUEST);
        break;
    case SERVER_HELLO_DONE: enter(STATE_SERVER_HELLO_DONE); break;
    case CLIENT_KEY_EXCHANGE: enter(STATE_CLIENT_KEY_EXCHANGE); break;
    case CERTIFICATE_VERIFY: enter(STATE_CERTIFICATE_VERIFY); break;
    case FINISHED: enter(is_flight_of_client ? STATE_CLIENT_FINISHED : STATE_SERVER_FINISHED); break;
    }
}

/* The last byte of a message. What the client computes next belongs to the message that it makes of it. */
static void ended(uint8_t message)
{
    switch (message) {
    case CLIENT_HELLO: enter(STATE_SERVER_HELLO); break;
    case SERVER_HELLO_DONE:
        is_flight_of_client = 1;
        enter(is_requested ? STATE_CLIENT_CERTIFICATE : STATE_CLIENT_KEY_EXCHANGE);
        break;
    case CERTIFICATE:
        if (is_flight_of_client) {
            enter(STATE_CLIENT_KEY_EXCHANGE);
        }
        break;
    case CLIENT_KEY_EXCHANGE:
        is_exchanged = 1;
        PROBE(CURVE) = observed->ecdhe_curve;
        enter(is_requested ? STATE_CERTIFICATE_VERIFY : STATE_CHANGE_CIPHER_SPEC);
        break;
    case CERTIFICATE_VERIFY: enter(STATE_CHANGE_CIPHER_SPEC); break;
    case FINISHED:
        /* In a resumed handshake the server's comes first. */
        if (is_flight_of_client && is_exchanged) {
            enter(STATE_SERVER_CHANGE_CIPHER_SPEC);
        } else if (!is_flight_of_client && !is_exchanged) {
            enter(STATE_CHANGE_CIPHER_SPEC);
        }
        is_flight_of_client = !is_flight_of_client;
        break;
    }
}

static void follow(const uint8_t *bytes, size_t count)
{
    while (count) {
        if (body_left) {
            size_t part = count < body_left ? count : body_left;
            bytes += part;
            count -= part;
            body_left -= part;
        } else {
            if (header_bytes == 0) {
                begun(*bytes);
            }
            header[header_bytes++] = *bytes++;
            count--;
            if (header_bytes < sizeof header) {
                continue;
            }
            body_left = (uint32_t)header[1] << 16 | (uint32_t)header[2] << 8 | header[3];
        }
        if (body_left == 0) {
            header_bytes = 0;
            ended(header[0]);
        }
    }
}

/* What ssl_hs_client.c calls in place of br_multihash_update (library.mk): the transcript is hashed message by message,
 * header first, in the order of both sides' messages. */
void port_multihash_update(br_multihash_context *hash, const void *data, size_t count)
{
    if (observed && hash == &observed->mhash) {
        follow(data, count);
    }
    br_multihash_update(hash, data, count);
}
