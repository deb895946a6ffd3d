/* A TLS 1.2 client over byte buffers. */
#include "CMbedTLS.h"
#include "transport.h"

#include <stdlib.h>

#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

struct vesp_client {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_x509_crt ca, chain;
    mbedtls_pk_context key;
    struct vesp_queue in, out;
    uint64_t random;
    int64_t time;
    int suites[2];
};

static int send_bytes(void *context, const unsigned char *bytes, size_t length)
{
    struct vesp_client *client = context;
    return vesp_queue_append(&client->out, bytes, length) ? MBEDTLS_ERR_SSL_ALLOC_FAILED : (int)length;
}

static int receive_bytes(void *context, unsigned char *bytes, size_t room)
{
    struct vesp_client *client = context;
    size_t count = vesp_queue_take(&client->in, bytes, room);
    return count ? (int)count : MBEDTLS_ERR_SSL_WANT_READ;
}

static int set_up(struct vesp_client *client, const struct vesp_client_options *options)
{
    int error;
    if ((error = mbedtls_ssl_config_defaults(&client->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                             MBEDTLS_SSL_PRESET_DEFAULT)) ||
        (error = mbedtls_x509_crt_parse(&client->ca, options->ca.bytes, options->ca.length)) ||
        (error = mbedtls_ssl_conf_max_frag_len(&client->config, options->fragment_code))) {
        return error;
    }
    if (options->chain.length &&
        ((error = mbedtls_x509_crt_parse(&client->chain, options->chain.bytes, options->chain.length)) ||
         (error = mbedtls_pk_parse_key(&client->key, options->key.bytes, options->key.length, NULL, 0)) ||
         (error = mbedtls_ssl_conf_own_cert(&client->config, &client->chain, &client->key)))) {
        return error;
    }
    if (options->suite) {
        client->suites[0] = options->suite;
        mbedtls_ssl_conf_ciphersuites(&client->config, client->suites);
    }
    mbedtls_ssl_conf_rng(&client->config, vesp_seeded_random, &client->random);
    mbedtls_ssl_conf_authmode(&client->config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&client->config, &client->ca, NULL);
    if ((error = mbedtls_ssl_setup(&client->ssl, &client->config)) ||
        (options->host && (error = mbedtls_ssl_set_hostname(&client->ssl, options->host)))) {
        return error;
    }
    mbedtls_ssl_set_bio(&client->ssl, client, send_bytes, receive_bytes, NULL);
    return 0;
}

struct vesp_client *vesp_client_new(const struct vesp_client_options *options, int *error)
{
    struct vesp_client *client = calloc(1, sizeof *client);
    if (!client) {
        *error = MBEDTLS_ERR_SSL_ALLOC_FAILED;
        return NULL;
    }
    client->random = options->seed;
    client->time = options->time;
    mbedtls_ssl_init(&client->ssl);
    mbedtls_ssl_config_init(&client->config);
    mbedtls_x509_crt_init(&client->ca);
    mbedtls_x509_crt_init(&client->chain);
    mbedtls_pk_init(&client->key);
    vesp_fix_time(client->time);
    *error = set_up(client, options);
    vesp_release_time();
    if (*error) {
        vesp_client_free(client);
        return NULL;
    }
    return client;
}

void vesp_client_free(struct vesp_client *client)
{
    mbedtls_ssl_free(&client->ssl);
    mbedtls_ssl_config_free(&client->config);
    mbedtls_x509_crt_free(&client->ca);
    mbedtls_x509_crt_free(&client->chain);
    mbedtls_pk_free(&client->key);
    free(client->in.bytes);
    free(client->out.bytes);
    free(client);
}

int vesp_client_feed(struct vesp_client *client, const uint8_t *bytes, size_t length)
{
    return vesp_queue_append(&client->in, bytes, length);
}

int vesp_client_handshake(struct vesp_client *client)
{
    vesp_fix_time(client->time);
    int result = mbedtls_ssl_handshake(&client->ssl);
    vesp_release_time();
    return result == 0 ? 1 : result == MBEDTLS_ERR_SSL_WANT_READ ? 0 : result;
}

int vesp_client_read(struct vesp_client *client, uint8_t *bytes, size_t room)
{
    vesp_fix_time(client->time);
    int result = mbedtls_ssl_read(&client->ssl, bytes, room);
    vesp_release_time();
    if (result == MBEDTLS_ERR_SSL_WANT_READ) {
        return 0;
    }
    return result == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : result;
}

int vesp_client_write(struct vesp_client *client, const uint8_t *bytes, size_t length)
{
    vesp_fix_time(client->time);
    int result = vesp_write_all(&client->ssl, bytes, length);
    vesp_release_time();
    return result;
}

void vesp_client_close(struct vesp_client *client) { mbedtls_ssl_close_notify(&client->ssl); }

size_t vesp_client_take(struct vesp_client *client, uint8_t *bytes, size_t room)
{
    return vesp_queue_take(&client->out, bytes, room);
}

const char *vesp_client_ciphersuite(struct vesp_client *client) { return mbedtls_ssl_get_ciphersuite(&client->ssl); }

int vesp_client_alert(struct vesp_client *client)
{
    int is_alert = client->ssl.in_msg && client->ssl.in_msgtype == MBEDTLS_SSL_MSG_ALERT;
    return is_alert ? client->ssl.in_msg[1] : -1;
}

struct vesp_session {
    mbedtls_ssl_session kept;
};

struct vesp_session *vesp_client_session(struct vesp_client *client)
{
    struct vesp_session *session = calloc(1, sizeof *session);
    if (session) {
        mbedtls_ssl_session_init(&session->kept);
        if (mbedtls_ssl_get_session(&client->ssl, &session->kept)) {
            vesp_session_free(session);
            session = NULL;
        }
    }
    return session;
}

void vesp_session_free(struct vesp_session *session)
{
    mbedtls_ssl_session_free(&session->kept);
    free(session);
}

int vesp_client_resume(struct vesp_client *client, const struct vesp_session *session)
{
    return mbedtls_ssl_set_session(&client->ssl, &session->kept);
}
