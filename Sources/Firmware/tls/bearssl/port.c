/* BearSSL behind tls.h, driven as WiFiClientSecure of the Arduino core drives it. */
#include "port.h"

#include <stdlib.h>

#include "arduino.h"
#include "credentials.h"
#include "options.h"
#include "sdk.h"
#include "second_stack.h"
#include "tls.h"
#include "validator.h"

/* _timeout of the core: for a handshake, and afterwards. */
#define HANDSHAKE_TIMEOUT_MS 15000
#define TIMEOUT_MS 5000
/* lwIP's. */
#define TIMED_OUT (-110)
#define CONNECTION_GONE (-104)

/* The engine's calls work on the second stack. */
#define ON_SECOND_STACK(function, first, second) second_stack_call((void *)(function), first, (uintptr_t)(second))

br_ssl_client_context *port_client;
static struct credentials credentials;
static br_ssl_session_parameters session;
static int has_session;
static uint8_t *input, *output;
/* Whom the next step begins a handshake with; NULL when one is on its way. */
static const char *next_host;
static uint32_t handshake_start;

int tls_init(void)
{
    if (second_stack_init()) {
        return PORT_NO_MEMORY;
    }
    return credentials_read(&credentials);
}

/* What the core calls its base: versions, hashes and the library's choice of implementations. */
static void set_base(br_ssl_client_context *client)
{
    static const br_hash_class *const hashes[] = {
        &br_md5_vtable, &br_sha1_vtable, &br_sha224_vtable, &br_sha256_vtable, &br_sha384_vtable, &br_sha512_vtable,
    };
    br_ssl_engine_context *engine = &client->eng;
    br_ssl_client_zero(client);
    br_ssl_engine_add_flags(engine, BR_OPT_NO_RENEGOTIATION);
    br_ssl_engine_set_versions(engine, BR_TLS10, BR_TLS12);
    br_ssl_client_set_default_rsapub(client);
    br_ssl_engine_set_default_rsavrfy(engine);
    br_ssl_engine_set_default_ecdsa(engine);
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        br_ssl_engine_set_hash(engine, br_md5_ID + (int)i, hashes[i]);
    }
    br_ssl_engine_set_prf10(engine, &br_tls10_prf);
    br_ssl_engine_set_prf_sha256(engine, &br_tls12_sha256_prf);
    br_ssl_engine_set_prf_sha384(engine, &br_tls12_sha384_prf);
    br_ssl_engine_set_default_aes_cbc(engine);
    br_ssl_engine_set_default_aes_gcm(engine);
    br_ssl_engine_set_default_aes_ccm(engine);
    br_ssl_engine_set_default_des_cbc(engine);
    br_ssl_engine_set_default_chapol(engine);
}

static void set_client_certificate(br_ssl_client_context *client)
{
    if (!credentials.chain_count) {
        return;
    }
    if (credentials.key_type == BR_KEYTYPE_RSA) {
        br_ssl_client_set_single_rsa(client, credentials.chain, credentials.chain_count, &credentials.rsa,
                                     br_rsa_pkcs1_sign_get_default());
    } else {
        br_ssl_client_set_single_ec(client, credentials.chain, credentials.chain_count, &credentials.ec,
                                    BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN, 0, br_ec_get_default(),
                                    br_ecdsa_sign_asn1_get_default());
    }
}

static void free_connection(void)
{
    validator_free();
    free(port_client);
    free(input);
    free(output);
    port_client = NULL;
    input = output = NULL;
}

/* Client context and buffers, in the order in which the core takes them from the heap. */
static int allocate(struct buffer_sizes sizes)
{
    port_client = malloc(sizeof *port_client);
    input = malloc(sizes.input);
    output = malloc(sizes.output);
    return port_client && input && output ? 0 : PORT_NO_MEMORY;
}

int port_open(const char *host)
{
    struct buffer_sizes sizes = options_buffer_sizes(host);
    int result = allocate(sizes);
    if (result) {
        return result;
    }
    br_ssl_engine_context *engine = &port_client->eng;
    set_base(port_client);
    result = options_apply(port_client);
    if (result || (result = validator_install(engine, credentials.anchors, credentials.anchor_count))) {
        return result;
    }
    br_ssl_engine_set_buffers_bidi(engine, input, sizes.input, output, sizes.output);
    set_client_certificate(port_client);
    if (has_session) {
        br_ssl_engine_set_session_parameters(engine, &session);
    }
    transcript_begin(engine);
    next_host = host;
    return 0;
}

/* Makes the ClientHello, on the application's stack as in the core. */
static int begin(br_ssl_engine_context *engine)
{
    const char *host = next_host;
    next_host = NULL;
    handshake_start = sdk_time_us();
    return br_ssl_client_reset(port_client, host, has_session) ? 0 : br_ssl_engine_last_error(engine);
}

static int send_record(br_ssl_engine_context *engine)
{
    size_t count;
    uint8_t *bytes = (uint8_t *)ON_SECOND_STACK(br_ssl_engine_sendrec_buf, engine, &count);
    int sent = net_send(bytes, count);
    if (sent < 0) {
        return CONNECTION_GONE;
    }
    if (sent) {
        ON_SECOND_STACK(br_ssl_engine_sendrec_ack, engine, sent);
    } else {
        sdk_idle();
    }
    return 0;
}

/* 0 or an error; TIMED_OUT when nothing came for `timeout_ms`. */
static int receive_record(br_ssl_engine_context *engine, uint32_t timeout_ms)
{
    size_t count;
    uint8_t *bytes = (uint8_t *)ON_SECOND_STACK(br_ssl_engine_recvrec_buf, engine, &count);
    int received = net_receive(bytes, count, timeout_ms);
    if (received <= 0) {
        return received ? TIMED_OUT : CONNECTION_GONE;
    }
    ON_SECOND_STACK(br_ssl_engine_recvrec_ack, engine, received);
    return 0;
}

/* The code of a connection that the engine closed; without one of its own, that it is gone. */
static int closed(br_ssl_engine_context *engine)
{
    int error = br_ssl_engine_last_error(engine);
    return error ? error : CONNECTION_GONE;
}

int port_step(void)
{
    br_ssl_engine_context *engine = &port_client->eng;
    if (next_host) {
        return begin(engine);
    }
    uint32_t passed_ms = (sdk_time_us() - handshake_start) / 1000;
    optimistic_yield(100);
    unsigned state = br_ssl_engine_current_state(engine);
    if (state & BR_SSL_CLOSED) {
        return closed(engine);
    }
    if (passed_ms >= HANDSHAKE_TIMEOUT_MS) {
        return TIMED_OUT;
    }
    if (state & BR_SSL_SENDREC) {
        return send_record(engine);
    }
    if (state & BR_SSL_SENDAPP) {
        transcript_state = PROBE_NO_TLS_STATE;
        validator_free();
        return 0;
    }
    return receive_record(engine, HANDSHAKE_TIMEOUT_MS - passed_ms);
}

int port_keep_session(void)
{
    br_ssl_engine_get_session_parameters(&port_client->eng, &session);
    has_session = 1;
    return 0;
}

int port_has_session(void) { return has_session; }

/* Runs the engine until it is in the state `target`. 0 or an error. */
static int run_until(unsigned target, uint32_t timeout_ms)
{
    br_ssl_engine_context *engine = &port_client->eng;
    for (;;) {
        optimistic_yield(100);
        unsigned state = br_ssl_engine_current_state(engine);
        int result = 0;
        if (state & BR_SSL_CLOSED) {
            return closed(engine);
        }
        if (state & BR_SSL_SENDREC) {
            result = send_record(engine);
        } else if (state & target) {
            return 0;
        } else if (state & BR_SSL_RECVREC) {
            result = receive_record(engine, timeout_ms);
        }
        if (result) {
            return result;
        }
    }
}

/* -(an error) for mqtt.c, which takes what is negative for the end. */
static int negative(int error) { return error > 0 ? -error : error; }

int tls_write(const unsigned char *data, size_t count)
{
    br_ssl_engine_context *engine = &port_client->eng;
    int result = run_until(BR_SSL_SENDAPP, TIMEOUT_MS);
    if (result) {
        return negative(result);
    }
    size_t room;
    uint8_t *bytes = (uint8_t *)ON_SECOND_STACK(br_ssl_engine_sendapp_buf, engine, &room);
    size_t part = count < room ? count : room;
    for (size_t i = 0; i < part; i++) {
        bytes[i] = data[i];
    }
    ON_SECOND_STACK(br_ssl_engine_sendapp_ack, engine, part);
    br_ssl_engine_flush(engine, 0);
    result = run_until(BR_SSL_SENDAPP, TIMEOUT_MS);
    return result ? negative(result) : (int)part;
}

int tls_read(unsigned char *data, size_t count, unsigned timeout_ms)
{
    br_ssl_engine_context *engine = &port_client->eng;
    int result = run_until(BR_SSL_RECVAPP, timeout_ms);
    if (result) {
        return result == TIMED_OUT ? 0 : negative(result);
    }
    size_t available;
    const uint8_t *bytes = (const uint8_t *)ON_SECOND_STACK(br_ssl_engine_recvapp_buf, engine, &available);
    size_t part = count < available ? count : available;
    for (size_t i = 0; i < part; i++) {
        data[i] = bytes[i];
    }
    ON_SECOND_STACK(br_ssl_engine_recvapp_ack, engine, part);
    return (int)part;
}

/* Without a close_notify, as the core's stop. */
void tls_close(void)
{
    net_close();
    free_connection();
}
