/* A TLS 1.2 server over byte buffers, with mutual authentication. */
#include "CMbedTLS.h"

#include <stdlib.h>
#include <string.h>

#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

struct buffer {
    uint8_t *bytes;
    size_t start, end, room;
};

struct vesp_server {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_x509_crt rsa_chain, ec_chain, client_ca;
    mbedtls_pk_context rsa_key, ec_key;
    struct buffer in, out;
    uint8_t *registered;
    size_t registered_length;
    uint64_t random;
    int64_t time;
};

static int append(struct buffer *buffer, const uint8_t *bytes, size_t length)
{
    if (buffer->start == buffer->end) {
        buffer->start = buffer->end = 0;
    }
    if (buffer->end + length > buffer->room) {
        size_t room = (buffer->end + length) * 2;
        uint8_t *grown = realloc(buffer->bytes, room);
        if (!grown) {
            return -1;
        }
        buffer->bytes = grown;
        buffer->room = room;
    }
    memcpy(buffer->bytes + buffer->end, bytes, length);
    buffer->end += length;
    return 0;
}

static size_t take(struct buffer *buffer, uint8_t *bytes, size_t room)
{
    size_t count = buffer->end - buffer->start;
    if (count > room) {
        count = room;
    }
    if (count) {
        memcpy(bytes, buffer->bytes + buffer->start, count);
        buffer->start += count;
    }
    return count;
}

static int send_bytes(void *context, const unsigned char *bytes, size_t length)
{
    struct vesp_server *server = context;
    return append(&server->out, bytes, length) ? MBEDTLS_ERR_SSL_ALLOC_FAILED : (int)length;
}

static int receive_bytes(void *context, unsigned char *bytes, size_t room)
{
    struct vesp_server *server = context;
    size_t count = take(&server->in, bytes, room);
    return count ? (int)count : MBEDTLS_ERR_SSL_WANT_READ;
}

/* SplitMix64: the same bytes for the same seed. */
static int seeded_random(void *context, unsigned char *bytes, size_t length)
{
    struct vesp_server *server = context;
    for (size_t i = 0; i < length; i++) {
        uint64_t z = server->random += 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        bytes[i] = (uint8_t)((z ^ z >> 31) >> 32);
    }
    return 0;
}

/* The registered certificate is good whoever issued it. */
static int verify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    struct vesp_server *server = context;
    if (depth == 0 && server->registered_length == certificate->raw.len &&
        memcmp(server->registered, certificate->raw.p, certificate->raw.len) == 0) {
        *flags = 0;
    }
    return 0;
}

static int load_identity(mbedtls_ssl_config *config, mbedtls_x509_crt *chain, mbedtls_pk_context *key,
                         struct vesp_blob chain_pem, struct vesp_blob key_pem)
{
    if (chain_pem.length == 0) {
        return 0;
    }
    int error = mbedtls_x509_crt_parse(chain, chain_pem.bytes, chain_pem.length);
    if (error == 0) {
        error = mbedtls_pk_parse_key(key, key_pem.bytes, key_pem.length, NULL, 0);
    }
    return error ? error : mbedtls_ssl_conf_own_cert(config, chain, key);
}

static int set_up(struct vesp_server *server, const struct vesp_server_options *options)
{
    int error;
    if (options->registered.length) {
        server->registered = malloc(options->registered.length);
        if (!server->registered) {
            return MBEDTLS_ERR_SSL_ALLOC_FAILED;
        }
        memcpy(server->registered, options->registered.bytes, options->registered.length);
        server->registered_length = options->registered.length;
    }
    if ((error = mbedtls_ssl_config_defaults(&server->config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                             MBEDTLS_SSL_PRESET_DEFAULT)) ||
        (error = load_identity(&server->config, &server->ec_chain, &server->ec_key, options->ec_chain,
                               options->ec_key)) ||
        (error = load_identity(&server->config, &server->rsa_chain, &server->rsa_key, options->rsa_chain,
                               options->rsa_key)) ||
        (error = mbedtls_x509_crt_parse(&server->client_ca, options->client_ca.bytes, options->client_ca.length))) {
        return error;
    }
    mbedtls_ssl_conf_rng(&server->config, seeded_random, server);
    mbedtls_ssl_conf_authmode(&server->config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&server->config, &server->client_ca, NULL);
    mbedtls_ssl_conf_verify(&server->config, verify, server);
    error = mbedtls_ssl_setup(&server->ssl, &server->config);
    mbedtls_ssl_set_bio(&server->ssl, server, send_bytes, receive_bytes, NULL);
    return error;
}

struct vesp_server *vesp_server_new(const struct vesp_server_options *options, int *error)
{
    struct vesp_server *server = calloc(1, sizeof *server);
    if (!server) {
        *error = MBEDTLS_ERR_SSL_ALLOC_FAILED;
        return NULL;
    }
    server->random = options->seed;
    server->time = options->time;
    mbedtls_ssl_init(&server->ssl);
    mbedtls_ssl_config_init(&server->config);
    mbedtls_x509_crt_init(&server->rsa_chain);
    mbedtls_x509_crt_init(&server->ec_chain);
    mbedtls_x509_crt_init(&server->client_ca);
    mbedtls_pk_init(&server->rsa_key);
    mbedtls_pk_init(&server->ec_key);
    vesp_set_time(server->time);
    *error = set_up(server, options);
    vesp_set_time(0);
    if (*error) {
        vesp_server_free(server);
        return NULL;
    }
    return server;
}

void vesp_server_free(struct vesp_server *server)
{
    mbedtls_ssl_free(&server->ssl);
    mbedtls_ssl_config_free(&server->config);
    mbedtls_x509_crt_free(&server->rsa_chain);
    mbedtls_x509_crt_free(&server->ec_chain);
    mbedtls_x509_crt_free(&server->client_ca);
    mbedtls_pk_free(&server->rsa_key);
    mbedtls_pk_free(&server->ec_key);
    free(server->in.bytes);
    free(server->out.bytes);
    free(server->registered);
    free(server);
}

int vesp_server_feed(struct vesp_server *server, const uint8_t *bytes, size_t length)
{
    return append(&server->in, bytes, length);
}

int vesp_server_handshake(struct vesp_server *server)
{
    vesp_set_time(server->time);
    int result = mbedtls_ssl_handshake(&server->ssl);
    vesp_set_time(0);
    return result == 0 ? 1 : result == MBEDTLS_ERR_SSL_WANT_READ ? 0 : result;
}

int vesp_server_read(struct vesp_server *server, uint8_t *bytes, size_t room)
{
    vesp_set_time(server->time);
    int result = mbedtls_ssl_read(&server->ssl, bytes, room);
    vesp_set_time(0);
    if (result == MBEDTLS_ERR_SSL_WANT_READ) {
        return 0;
    }
    return result == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : result;
}

int vesp_server_write(struct vesp_server *server, const uint8_t *bytes, size_t length)
{
    while (length) {
        int result = mbedtls_ssl_write(&server->ssl, bytes, length);
        if (result < 0) {
            return result;
        }
        bytes += result;
        length -= (size_t)result;
    }
    return 0;
}

size_t vesp_server_take(struct vesp_server *server, uint8_t *bytes, size_t room)
{
    return take(&server->out, bytes, room);
}

const char *vesp_server_ciphersuite(struct vesp_server *server) { return mbedtls_ssl_get_ciphersuite(&server->ssl); }

void vesp_error_text(int error, char *text, size_t room) { mbedtls_strerror(error, text, room); }
