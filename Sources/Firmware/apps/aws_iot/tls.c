#include "tls.h"

#include <stdlib.h>
#include <string.h>

#include "mbedtls/ctr_drbg.h"
#include "mbedtls/debug.h"
#include "mbedtls/entropy.h"
#include "mbedtls/error.h"
#include "mbedtls/net_sockets.h"
#include "mbedtls/ssl.h"
#include "mbedtls/ssl_internal.h"

#include "registers.h"
#include "sdk.h"
#include "tls_options.h"

#define READ_TIMEOUT_MS 2000

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context drbg;
static mbedtls_ssl_context ssl;
static mbedtls_ssl_config config;
static mbedtls_x509_crt ca, certificate;
static mbedtls_pk_context key;
static mbedtls_ssl_session session;
static int has_session;

/* ESP8266_RTOS_SDK hands the text to ESP_LOGx, which adds time, tag, colour and a line end of its own
 * (ESP8266_RTOS_SDK#1007 shows the lines, 5 to 7 ms apart). */
static void debug(void *context, int level, const char *file, int line, const char *text)
{
    static const struct {
        const char *colour;
        char letter;
    } levels[] = {{"0;33m", 'W'}, {"0;32m", 'I'}, {"", 'D'}, {"", 'V'}};
    (void)context;
    if (config_number(CONFIG_LOG_STYLE) != STYLE_RTOS_SDK || level < 1 || level > 4) {
        os_printf("%s:%d: %s", file, line, text);
        return;
    }
    const char *colour = levels[level - 1].colour;
    os_printf("%s%s%c (%u) mbedtls: %s:%d %s%s\n", *colour ? "\033[" : "", colour, levels[level - 1].letter,
              (unsigned)(sdk_time_us() / 1000), file, line, text, *colour ? "\033[0m" : "");
}

static int send_bytes(void *context, const unsigned char *data, size_t count)
{
    (void)context;
    int sent = net_send(data, count);
    return sent > 0 ? sent : sent == 0 ? MBEDTLS_ERR_SSL_WANT_WRITE : MBEDTLS_ERR_NET_CONN_RESET;
}

static int receive_bytes(void *context, unsigned char *data, size_t count, uint32_t timeout)
{
    (void)context;
    int result = net_receive(data, count, timeout);
    return result < 0 ? MBEDTLS_ERR_SSL_TIMEOUT : result;
}

/* Parses one PEM value of the configuration area; the copy is given back at once. */
static int parse(enum config_key which, int (*parser)(void *, const unsigned char *, size_t), void *target)
{
    size_t length = 0;
    char *pem = config_string(which, &length);
    if (!pem) {
        return MBEDTLS_ERR_X509_ALLOC_FAILED;
    }
    int result = parser(target, (const unsigned char *)pem, length + 1);
    free(pem);
    return result;
}

static int parse_certificate(void *target, const unsigned char *pem, size_t length)
{
    return mbedtls_x509_crt_parse(target, pem, length);
}

static int parse_key(void *target, const unsigned char *pem, size_t length)
{
    return mbedtls_pk_parse_key(target, pem, length, NULL, 0);
}

int tls_init(void)
{
    int result;
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&drbg);
    mbedtls_ssl_init(&ssl);
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&ca);
    mbedtls_x509_crt_init(&certificate);
    mbedtls_pk_init(&key);
    mbedtls_debug_set_threshold((int)config_number(CONFIG_DEBUG_LEVEL));
    if ((result = mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, NULL, 0)) ||
        (result = parse(CONFIG_CA, parse_certificate, &ca)) ||
        (result = parse(CONFIG_CERTIFICATE, parse_certificate, &certificate)) ||
        (result = parse(CONFIG_KEY, parse_key, &key)) ||
        (result = mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                              MBEDTLS_SSL_PRESET_DEFAULT)) ||
        (result = tls_options_apply(&config))) {
        return result;
    }
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&config, &ca, NULL);
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &drbg);
    mbedtls_ssl_conf_dbg(&config, debug, NULL);
    return mbedtls_ssl_conf_own_cert(&config, &certificate, &key);
}

static void report_session(void)
{
    PROBE(CIPHERSUITE) = (uint32_t)mbedtls_ssl_get_ciphersuite_id(mbedtls_ssl_get_ciphersuite(&ssl));
}

/* One step per state, so that the observer sees each of them. */
static int handshake(void)
{
    int result = 0;
    while (ssl.state != MBEDTLS_SSL_HANDSHAKE_OVER && result == 0) {
        PROBE(TLS_STATE) = (uint32_t)ssl.state;
#if defined(MBEDTLS_ECDH_LEGACY_CONTEXT)
        if (ssl.handshake && ssl.state == MBEDTLS_SSL_CLIENT_KEY_EXCHANGE) {
            PROBE(CURVE) = ssl.handshake->ecdh_ctx.grp.id;
        }
#else
        if (ssl.handshake && ssl.state == MBEDTLS_SSL_CLIENT_KEY_EXCHANGE) {
            PROBE(CURVE) = ssl.handshake->ecdh_ctx.grp_id;
        }
#endif
        result = mbedtls_ssl_handshake_step(&ssl);
        if (result == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS) {
            sdk_pass();
            result = 0;
        }
        tls_options_between_steps();
    }
    PROBE(TLS_STATE) = PROBE_NO_TLS_STATE;
    return result;
}

/* Keeps the session of the connection. 0 or an mbedTLS error. */
static int keep_session(void)
{
    int result = mbedtls_ssl_get_session(&ssl, &session);
    has_session = result == 0;
    return result;
}

static int connect_once(const char *host, unsigned port)
{
    int result = mbedtls_ssl_setup(&ssl, &config);
    if (result == 0 && has_session) {
        result = mbedtls_ssl_set_session(&ssl, &session);
    }
    if (result) {
        return result;
    }
    mbedtls_ssl_set_hostname(&ssl, host);
    if ((result = net_connect(host, port))) {
        return result;
    }
    mbedtls_ssl_conf_read_timeout(&config, READ_TIMEOUT_MS);
    mbedtls_ssl_set_bio(&ssl, NULL, send_bytes, NULL, receive_bytes);
    result = handshake();
    PROBE(HANDSHAKE_RESULT) = (uint32_t)-result;
    if (result == 0) {
        os_printf("done\n\r");
        report_session();
    }
    return result;
}

/* With resumption: a first connection for its session, then the one that is used. */
int tls_connect(const char *host, unsigned port)
{
    int result = connect_once(host, port);
    if (result == 0 && tls_options_resume() && !has_session && (result = keep_session()) == 0) {
        tls_close();
        result = connect_once(host, port);
    }
    return result;
}

int tls_write(const unsigned char *data, size_t count)
{
    int result;
    do {
        result = mbedtls_ssl_write(&ssl, data, count);
    } while (result == MBEDTLS_ERR_SSL_WANT_WRITE);
    return result;
}

int tls_read(unsigned char *data, size_t count, unsigned timeout_ms)
{
    mbedtls_ssl_conf_read_timeout(&config, timeout_ms);
    int result = mbedtls_ssl_read(&ssl, data, count);
    if (result == MBEDTLS_ERR_SSL_TIMEOUT || result == MBEDTLS_ERR_SSL_WANT_READ) {
        return 0;
    }
    return result == 0 ? MBEDTLS_ERR_NET_CONN_RESET : result;
}

void tls_close(void)
{
    net_close();
    mbedtls_ssl_free(&ssl);
    mbedtls_ssl_init(&ssl);
}
