/* A TLS 1.2 server over byte buffers, with mutual authentication. */
#include "CMbedTLS.h"
#include "identities.h"
#include "records.h"
#include "sessions.h"
#include "transport.h"

#include <stdlib.h>
#include <string.h>

#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_internal.h>
#include <mbedtls/x509_crt.h>

enum { most_preferences = 32, most_certificates = MBEDTLS_X509_MAX_VERIFY_CHAIN_SIZE };

/* What `step` returns for a ClientHello that was refused: no error of mbedTLS. */
enum { hello_refused = -1 };

/* A verification flag that mbedTLS does not know: it answers those with the alert certificate_unknown. */
static const uint32_t unknown_flag = 0x40000000;

struct vesp_server {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    struct vesp_identities *identities;
    struct vesp_joiner in;
    struct vesp_records out;
    vesp_judge *judge;
    void *judge_context;
    /* What the verification has found in the certificates above the one being looked at. */
    uint32_t chain_flags;
    uint64_t random;
    int64_t time;
    int is_judged, has_sent_alert, has_secrets, ignores_fragment_length;
    /* Alert for the ClientHello, and for a certificate that need not have been sent; 0 for none. */
    int hello_alert, certificate_alert;
    char protocol[32];
    /* NULL-terminated: that protocol alone. */
    const char *protocols[2];
    uint8_t client_random[32], master_secret[48];
    int suites[most_preferences + 1];
    mbedtls_ecp_group_id curves[most_preferences + 1];
};

static int send_bytes(void *context, const unsigned char *bytes, size_t length)
{
    struct vesp_server *server = context;
    int failed;
    int is_plain = server->ssl.transform_out == NULL && length > VESP_RECORD_HEADER;
    if (is_plain && bytes[0] == MBEDTLS_SSL_MSG_ALERT) {
        server->has_sent_alert = 1;
    }
    if (is_plain && bytes[0] == MBEDTLS_SSL_MSG_HANDSHAKE) {
        failed = vesp_records_append_handshake(&server->out, bytes, length,
                                               mbedtls_ssl_get_output_max_frag_len(&server->ssl));
    } else {
        failed = vesp_records_append(&server->out, bytes, length);
    }
    return failed ? MBEDTLS_ERR_SSL_ALLOC_FAILED : (int)length;
}

static int receive_bytes(void *context, unsigned char *bytes, size_t room)
{
    struct vesp_server *server = context;
    size_t count = vesp_queue_take(&server->in.joined, bytes, room);
    return count ? (int)count : MBEDTLS_ERR_SSL_WANT_READ;
}

/* The flag that mbedTLS answers with `alert` (ssl_tls.c, ssl_parse_certificate_verify). */
static uint32_t flag_of_alert(int alert)
{
    switch (alert) {
    case MBEDTLS_SSL_ALERT_MSG_BAD_CERT: return MBEDTLS_X509_BADCERT_CN_MISMATCH;
    case MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT: return MBEDTLS_X509_BADCERT_BAD_KEY;
    case MBEDTLS_SSL_ALERT_MSG_CERT_REVOKED: return MBEDTLS_X509_BADCERT_REVOKED;
    case MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED: return MBEDTLS_X509_BADCERT_EXPIRED;
    case MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA: return MBEDTLS_X509_BADCERT_NOT_TRUSTED;
    case MBEDTLS_SSL_ALERT_MSG_ACCESS_DENIED: return MBEDTLS_X509_BADCERT_OTHER;
    default: return unknown_flag;
    }
}

/* The judge's verdict on `certificate` and those linked behind it: 0, or the alert to send. */
static int judge(struct vesp_server *server, const mbedtls_x509_crt *certificate, uint32_t flags)
{
    struct vesp_blob chain[most_certificates];
    size_t count = 0;
    for (; certificate && count < most_certificates; certificate = certificate->next) {
        chain[count++] = (struct vesp_blob){certificate->raw.p, certificate->raw.len};
    }
    server->is_judged = 1;
    return server->judge(server->judge_context, chain, count, flags);
}

/* mbedTLS calls this for every certificate of the path it has built, the leaf (depth 0) last. The leaf is also the head
 * of the list of all certificates that the client sent. */
static int verify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    struct vesp_server *server = context;
    server->chain_flags |= *flags;
    *flags = 0;
    if (depth == 0) {
        int alert = judge(server, certificate, server->chain_flags);
        *flags = alert ? flag_of_alert(alert) : 0;
        server->certificate_alert = alert;
    }
    return 0;
}

static int send_alert(struct vesp_server *server, int alert)
{
    server->has_sent_alert = 1;
    return mbedtls_ssl_send_alert_message(&server->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, (unsigned char)alert);
}

/* A resumed session carries the certificate of the first one, on which the verdict may be another by now. */
static int judge_resumed(struct vesp_server *server)
{
    if (!server->judge || server->is_judged) {
        return 0;
    }
    const mbedtls_x509_crt *certificate = mbedtls_ssl_get_peer_cert(&server->ssl);
    int alert = certificate ? judge(server, certificate, mbedtls_ssl_get_verify_result(&server->ssl)) : 0;
    if (alert == 0) {
        return 0;
    }
    send_alert(server, alert);
    return MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
}

static int keep_secrets(void *context, const unsigned char *master_secret, const unsigned char *key_block,
                        size_t mac_length, size_t key_length, size_t iv_length, const unsigned char client_random[32],
                        const unsigned char server_random[32], mbedtls_tls_prf_types prf)
{
    struct vesp_server *server = context;
    (void)key_block, (void)mac_length, (void)key_length, (void)iv_length, (void)server_random, (void)prf;
    memcpy(server->client_random, client_random, sizeof server->client_random);
    memcpy(server->master_secret, master_secret, sizeof server->master_secret);
    server->has_secrets = 1;
    return 0;
}

static int set_up(struct vesp_server *server, const struct vesp_server_options *options)
{
    int error = mbedtls_ssl_config_defaults(&server->config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM,
                                            MBEDTLS_SSL_PRESET_DEFAULT);
    if (error == 0) {
        error = vesp_identities_use(server->identities, &server->config);
    }
    if (error) {
        return error;
    }
    mbedtls_ssl_conf_min_version(&server->config, MBEDTLS_SSL_MAJOR_VERSION_3,
                                 options->takes_old_versions ? MBEDTLS_SSL_MINOR_VERSION_1
                                                             : MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_extended_master_secret(&server->config, options->has_no_extended_master_secret
                                                                 ? MBEDTLS_SSL_EXTENDED_MS_DISABLED
                                                                 : MBEDTLS_SSL_EXTENDED_MS_ENABLED);
    mbedtls_ssl_conf_rng(&server->config, options->is_unpredictable ? vesp_system_random : vesp_seeded_random,
                         &server->random);
    mbedtls_ssl_conf_authmode(&server->config,
                              options->judge ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
    if (options->judge) {
        mbedtls_ssl_conf_verify(&server->config, verify, server);
    }
    mbedtls_ssl_conf_export_keys_ext_cb(&server->config, keep_secrets, server);
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
    server->out = (struct vesp_records){.layout = options->flight, .open_group = -1};
    server->identities = options->identities;
    server->judge = options->judge;
    server->judge_context = options->judge_context;
    server->ignores_fragment_length = options->ignores_fragment_length;
    mbedtls_ssl_init(&server->ssl);
    mbedtls_ssl_config_init(&server->config);
    vesp_fix_time(server->time);
    *error = set_up(server, options);
    vesp_release_time();
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
    vesp_joiner_free(&server->in);
    free(server->out.queue.bytes);
    free(server);
}

void vesp_server_prefer(struct vesp_server *server, const uint16_t *suites, size_t suite_count, const uint16_t *curves,
                        size_t curve_count)
{
    size_t count = 0;
    for (size_t i = 0; i < suite_count && count < most_preferences; i++) {
        server->suites[count++] = suites[i];
    }
    server->suites[count] = 0;
    count = 0;
    for (size_t i = 0; i < curve_count && count < most_preferences; i++) {
        const mbedtls_ecp_curve_info *curve = mbedtls_ecp_curve_info_from_tls_id(curves[i]);
        if (curve) {
            server->curves[count++] = curve->grp_id;
        }
    }
    server->curves[count] = MBEDTLS_ECP_DP_NONE;
    mbedtls_ssl_conf_ciphersuites(&server->config, server->suites);
    mbedtls_ssl_conf_curves(&server->config, server->curves);
}

void vesp_server_ask(struct vesp_server *server, enum vesp_asking asking)
{
    if (!server->judge) {
        return;
    }
    mbedtls_ssl_set_hs_authmode(&server->ssl, asking == VESP_ASK_NOBODY         ? MBEDTLS_SSL_VERIFY_NONE
                                              : asking == VESP_ASK_WHO_HAS_ONE ? MBEDTLS_SSL_VERIFY_OPTIONAL
                                                                                : MBEDTLS_SSL_VERIFY_REQUIRED);
}

int vesp_server_select(struct vesp_server *server, const char *protocol)
{
    if (strlen(protocol) >= sizeof server->protocol) {
        return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
    }
    strcpy(server->protocol, protocol);
    server->protocols[0] = server->protocol;
    return mbedtls_ssl_conf_alpn_protocols(&server->config, server->protocols);
}

void vesp_server_refuse(struct vesp_server *server, uint8_t alert) { server->hello_alert = alert; }

void vesp_server_keep_sessions(struct vesp_server *server, struct vesp_sessions *sessions)
{
    mbedtls_ssl_conf_session_cache(&server->config, &sessions->cache, mbedtls_ssl_cache_get, mbedtls_ssl_cache_set);
    if (sessions->has_tickets) {
        mbedtls_ssl_conf_session_tickets_cb(&server->config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse,
                                            &sessions->tickets);
    }
}

int vesp_server_feed(struct vesp_server *server, const uint8_t *bytes, size_t length)
{
    return vesp_joiner_append(&server->in, bytes, length);
}

/* mbedTLS sends most alerts itself; a missing certificate and some malformed messages it only reports. */
static void send_missing_alert(struct vesp_server *server, int error)
{
    if (server->has_sent_alert || error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE ||
        error == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return;
    }
    mbedtls_ssl_send_alert_message(&server->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                   error == MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE ? MBEDTLS_SSL_ALERT_MSG_BAD_CERT
                                                                                  : MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE);
}

/* What mbedTLS has no switch for is decided between its steps. */
static int step(struct vesp_server *server)
{
    int state = server->ssl.state, result = mbedtls_ssl_handshake_step(&server->ssl);
    if (result != 0 || server->ssl.state == state) {
        return result;
    }
    if (state == MBEDTLS_SSL_CLIENT_HELLO) {
        if (server->ignores_fragment_length) {
            server->ssl.session_negotiate->mfl_code = MBEDTLS_SSL_MAX_FRAG_LEN_NONE;
        }
        if (server->hello_alert) {
            send_alert(server, server->hello_alert);
            return hello_refused;
        }
    }
    if (state == MBEDTLS_SSL_CLIENT_CERTIFICATE && server->certificate_alert) {
        send_alert(server, server->certificate_alert);
        return MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
    }
    return 0;
}

static int shake_hands(struct vesp_server *server)
{
    int result = 0;
    while (result == 0 && server->ssl.state != MBEDTLS_SSL_HANDSHAKE_OVER) {
        result = step(server);
    }
    return result;
}

int vesp_server_handshake(struct vesp_server *server)
{
    vesp_fix_time(server->time);
    vesp_identities_forget(server->identities);
    int result = shake_hands(server);
    if (result == 0) {
        result = judge_resumed(server);
    }
    if (result < 0 && result != MBEDTLS_ERR_SSL_WANT_READ) {
        send_missing_alert(server, result);
    }
    vesp_release_time();
    return result == 0 ? 1 : result == MBEDTLS_ERR_SSL_WANT_READ ? 0 : result;
}

int vesp_server_read(struct vesp_server *server, uint8_t *bytes, size_t room)
{
    vesp_fix_time(server->time);
    int result = mbedtls_ssl_read(&server->ssl, bytes, room);
    vesp_release_time();
    if (result == MBEDTLS_ERR_SSL_WANT_READ) {
        return 0;
    }
    return result == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : result;
}

int vesp_server_write(struct vesp_server *server, const uint8_t *bytes, size_t length)
{
    vesp_fix_time(server->time);
    int result = vesp_write_all(&server->ssl, bytes, length);
    vesp_release_time();
    return result;
}

void vesp_server_close(struct vesp_server *server) { mbedtls_ssl_close_notify(&server->ssl); }

size_t vesp_server_waiting(const struct vesp_server *server)
{
    return server->out.queue.end - server->out.queue.start;
}

size_t vesp_server_take(struct vesp_server *server, uint8_t *bytes, size_t room)
{
    return vesp_records_take(&server->out, bytes, room);
}

const char *vesp_server_ciphersuite(struct vesp_server *server) { return mbedtls_ssl_get_ciphersuite(&server->ssl); }

int vesp_server_secrets(struct vesp_server *server, uint8_t client_random[32], uint8_t master_secret[48])
{
    if (server->has_secrets) {
        memcpy(client_random, server->client_random, sizeof server->client_random);
        memcpy(master_secret, server->master_secret, sizeof server->master_secret);
    }
    return server->has_secrets;
}

enum vesp_refusal vesp_refusal_of(int error)
{
    switch (error) {
    case 0: return VESP_NOT_REFUSED;
    case MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE: return VESP_NO_CERTIFICATE;
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE: return VESP_ALERT_RECEIVED;
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY: return VESP_CLOSED_BY_CLIENT;
    case MBEDTLS_ERR_SSL_NO_CIPHER_CHOSEN:
    case MBEDTLS_ERR_SSL_NO_USABLE_CIPHERSUITE: return VESP_NO_COMMON_SUITE;
    case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED: return VESP_CERTIFICATE_REFUSED;
    case hello_refused: return VESP_HELLO_REFUSED;
    default: return VESP_OTHER_FAILURE;
    }
}

int vesp_server_alert(struct vesp_server *server) { return server->ssl.in_msg ? server->ssl.in_msg[1] : 0; }

void vesp_error_text(int error, char *text, size_t room) { mbedtls_strerror(error, text, room); }
