/* Checks of what a user hands in as certificate and key. */
#include "CMbedTLS.h"

#include <string.h>

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

int vesp_check_certificates(struct vesp_blob pem)
{
    mbedtls_x509_crt chain;
    mbedtls_x509_crt_init(&chain);
    int result = mbedtls_x509_crt_parse(&chain, pem.bytes, pem.length);
    mbedtls_x509_crt_free(&chain);
    return result == 0;
}

static enum vesp_credential_result check_pair(mbedtls_x509_crt *chain, mbedtls_pk_context *pair, struct vesp_blob key,
                                              struct vesp_key_info *info)
{
    int result = mbedtls_pk_parse_key(pair, key.bytes, key.length, NULL, 0);
    if (result == MBEDTLS_ERR_PK_PASSWORD_REQUIRED || result == MBEDTLS_ERR_PK_PASSWORD_MISMATCH) {
        return VESP_KEY_ENCRYPTED;
    }
    if (result) {
        return VESP_NOT_A_KEY;
    }
    info->is_rsa = mbedtls_pk_can_do(pair, MBEDTLS_PK_RSA);
    info->bits = (int)mbedtls_pk_get_bitlen(pair);
    if (mbedtls_pk_can_do(pair, MBEDTLS_PK_ECKEY)) {
        const mbedtls_ecp_curve_info *curve = mbedtls_ecp_curve_info_from_grp_id(mbedtls_pk_ec(*pair)->grp.id);
        info->curve = curve ? curve->name : NULL;
    }
    return mbedtls_pk_check_pair(&chain->pk, pair) ? VESP_KEY_MISMATCH : VESP_CREDENTIAL_OK;
}

enum vesp_credential_result vesp_check_pair(struct vesp_blob certificate, struct vesp_blob key,
                                            struct vesp_key_info *info)
{
    mbedtls_x509_crt chain;
    mbedtls_pk_context pair;
    mbedtls_x509_crt_init(&chain);
    mbedtls_pk_init(&pair);
    enum vesp_credential_result result = VESP_NOT_A_CERTIFICATE;
    if (mbedtls_x509_crt_parse(&chain, certificate.bytes, certificate.length) == 0) {
        result = check_pair(&chain, &pair, key, info);
    }
    mbedtls_x509_crt_free(&chain);
    mbedtls_pk_free(&pair);
    return result;
}

size_t vesp_certificate_der(struct vesp_blob pem, uint8_t *der, size_t room)
{
    mbedtls_x509_crt chain;
    size_t length = 0;
    mbedtls_x509_crt_init(&chain);
    if (mbedtls_x509_crt_parse(&chain, pem.bytes, pem.length) == 0 && chain.raw.len <= room) {
        length = chain.raw.len;
        memcpy(der, chain.raw.p, length);
    }
    mbedtls_x509_crt_free(&chain);
    return length;
}
