/* mbedTLS 2.28 behind tls.h. */
#include "port.h"

#include <stdlib.h>
#include <string.h>

#include "mbedtls/ctr_drbg.h"
#include "mbedtls/debug.h"
#include "mbedtls/entropy.h"
#include "mbedtls/error.h"
#include "mbedtls/net_sockets.h"

#include "options.h"
#include "sdk.h"
#include "tls.h"
#include "verification.h"

#define READ_TIMEOUT_MS 2000

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context drbg;
mbedtls_ssl_context port_ssl;
static mbedtls_ssl_config config;
static mbedtls_x509_crt ca, certificate;
static mbedtls_pk_context key;
static mbedtls_ssl_session session;
static int has_session;

static void debug(void *context, int level, const char *file, int line, const char *text)
{
    (void)context;
    sdk_log("mbedtls", level, file, line, text);
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
    int result, has_certificate = config_has(CONFIG_CERTIFICATE);
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&drbg);
    mbedtls_ssl_init(&port_ssl);
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&ca);
    mbedtls_x509_crt_init(&certificate);
    mbedtls_pk_init(&key);
    mbedtls_debug_set_threshold((int)config_number(CONFIG_DEBUG_LEVEL));
    if ((result = mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &entropy, NULL, 0)) ||
        (result = parse(CONFIG_CA, parse_certificate, &ca)) ||
        (has_certificate && (result = parse(CONFIG_CERTIFICATE, parse_certificate, &certificate))) ||
        (has_certificate && (result = parse(CONFIG_KEY, parse_key, &key))) ||
        (result = mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                              MBEDTLS_SSL_PRESET_DEFAULT)) ||
        (result = options_apply(&config))) {
        return result;
    }
    verification_apply(&config, &ca);
    mbedtls_ssl_conf_ca_chain(&config, &ca, NULL);
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &drbg);
    mbedtls_ssl_conf_dbg(&config, debug, NULL);
    return has_certificate ? mbedtls_ssl_conf_own_cert(&config, &certificate, &key) : 0;
}

int port_open(const char *host)
{
    int result = mbedtls_ssl_setup(&port_ssl, &config);
    if (result == 0 && has_session) {
        result = mbedtls_ssl_set_session(&port_ssl, &session);
    }
    if (result) {
        return result;
    }
    mbedtls_ssl_set_hostname(&port_ssl, host);
    mbedtls_ssl_conf_read_timeout(&config, READ_TIMEOUT_MS);
    mbedtls_ssl_set_bio(&port_ssl, NULL, send_bytes, NULL, receive_bytes);
    return 0;
}

int port_keep_session(void)
{
    int result = mbedtls_ssl_get_session(&port_ssl, &session);
    has_session = result == 0;
    return result;
}

int port_has_session(void) { return has_session; }

int tls_write(const unsigned char *data, size_t count)
{
    int result;
    do {
        result = mbedtls_ssl_write(&port_ssl, data, count);
    } while (result == MBEDTLS_ERR_SSL_WANT_WRITE);
    return result;
}

int tls_read(unsigned char *data, size_t count, unsigned timeout_ms)
{
    mbedtls_ssl_conf_read_timeout(&config, timeout_ms);
    int result = mbedtls_ssl_read(&port_ssl, data, count);
    if (result == MBEDTLS_ERR_SSL_TIMEOUT || result == MBEDTLS_ERR_SSL_WANT_READ) {
        return 0;
    }
    return result == 0 ? MBEDTLS_ERR_NET_CONN_RESET : result;
}

void tls_close(void)
{
    net_close();
    mbedtls_ssl_free(&port_ssl);
    mbedtls_ssl_init(&port_ssl);
}
