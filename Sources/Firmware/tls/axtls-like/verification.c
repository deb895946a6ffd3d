/* The chain as axTLS judges it, with its dates: seconds since 1970 in 32 bits with a sign (ssl/asn1.c, mktime), so that what
 * ends behind January 2038 ended in the last century. A sketch that asks for nothing judges nothing. */
#include "../mbedtls/verification.h"

#include "clock.h"
#include "port.h"
#include "sdk.h"

/* ssl/crypto_misc.h, which the library returns 512 lower (X509_OFFSET). */
enum x509_error {
    X509_NOT_OK = -1,
    X509_NO_TRUSTED_CERT = -2,
    X509_BAD_SIGNATURE = -3,
    X509_NOT_YET_VALID = -4,
    X509_EXPIRED = -5,
};
#define X509_OFFSET (-512)

static enum x509_error error = X509_NOT_OK;

int verification_error(void) { return error + X509_OFFSET; }

static int32_t seconds(const mbedtls_x509_time *date)
{
    int year = date->mon < 3 ? date->year - 1 : date->year, month = date->mon < 3 ? date->mon + 9 : date->mon - 3;
    int64_t days = 365LL * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + date->day - 1 - 719468;
    return (int32_t)(uint32_t)(((days * 24 + date->hour) * 60 + date->min) * 60 + date->sec);
}

/* Both ways of not being valid end in alert 45, certificate_expired, as in ssl/tls1.c. */
static int judge(void *trusted, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    (void)depth;
    for (const mbedtls_x509_crt *own = trusted; own; own = own->next) {
        if (own == certificate) {
            return 0;
        }
    }
    if (*flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) {
        error = X509_NO_TRUSTED_CERT;
    }
    *flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_CN_MISMATCH;
    int32_t today = (int32_t)clock_seconds();
    if (today < seconds(&certificate->valid_from)) {
        error = X509_NOT_YET_VALID;
        *flags |= MBEDTLS_X509_BADCERT_EXPIRED;
    } else if (today > seconds(&certificate->valid_to)) {
        error = X509_EXPIRED;
        *flags |= MBEDTLS_X509_BADCERT_EXPIRED;
    }
    return 0;
}

void verification_apply(mbedtls_ssl_config *config, mbedtls_x509_crt *trusted)
{
    if (config_number(CONFIG_TLS_INSECURE)) {
        mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_NONE);
        return;
    }
    mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_verify(config, judge, trusted);
}
