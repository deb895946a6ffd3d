/* Reads what a user hands in as certificate and key, and tells what it is made with, whether libmbedtls knows it or not. */
#include "CMbedTLS.h"

#include <string.h>

#include <mbedtls/asn1.h>
#include <mbedtls/oid.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

enum { sequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE };

/* Goes into the element at `*p`: `*end` becomes its end. 0, or -1 when something else is there. */
static int enter(unsigned char **p, const unsigned char **end, int tag)
{
    size_t length = 0;
    if (mbedtls_asn1_get_tag(p, *end, &length, tag)) {
        return -1;
    }
    *end = *p + length;
    return 0;
}

/* Goes behind the element at `*p`, whose tag must be `tag`. */
static int skip(unsigned char **p, const unsigned char *end, int tag)
{
    size_t length = 0;
    if (mbedtls_asn1_get_tag(p, end, &length, tag)) {
        return -1;
    }
    *p += length;
    return 0;
}

static void name(char text[VESP_OID_ROOM], const mbedtls_asn1_buf *oid)
{
    if (mbedtls_oid_get_numeric_string(text, VESP_OID_ROOM, oid) < 0) {
        text[0] = '\0';
    }
}

static void describe_curve(const mbedtls_asn1_buf *parameters, struct vesp_algorithms *algorithms)
{
    algorithms->has_explicit_curve = parameters->tag == sequence;
    if (parameters->tag == MBEDTLS_ASN1_OID) {
        name(algorithms->curve, parameters);
    }
}

/* The AlgorithmIdentifier of a key (RFC 5480). */
static void describe_key(unsigned char **p, const unsigned char *end, struct vesp_algorithms *algorithms)
{
    mbedtls_asn1_buf oid, parameters;
    if (mbedtls_asn1_get_alg(p, end, &oid, &parameters)) {
        return;
    }
    name(algorithms->key, &oid);
    if (MBEDTLS_OID_CMP(MBEDTLS_OID_EC_ALG_UNRESTRICTED, &oid) == 0) {
        describe_curve(&parameters, algorithms);
    }
}

/* Certificate of RFC 5280 section 4.1, as far as it goes. */
static void describe_certificate(unsigned char *der, size_t length, struct vesp_algorithms *algorithms)
{
    const int version = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED;
    unsigned char *p = der;
    const unsigned char *end = der + length;
    mbedtls_asn1_buf oid, parameters;
    if (enter(&p, &end, sequence) || enter(&p, &end, sequence)) {
        return;
    }
    skip(&p, end, version);
    if (skip(&p, end, MBEDTLS_ASN1_INTEGER) || mbedtls_asn1_get_alg(&p, end, &oid, &parameters)) {
        return;
    }
    name(algorithms->signature, &oid);
    if (skip(&p, end, sequence) || skip(&p, end, sequence) || skip(&p, end, sequence) || enter(&p, &end, sequence)) {
        return;
    }
    describe_key(&p, end, algorithms);
}

/* PrivateKeyInfo of RFC 5208, or ECPrivateKey of RFC 5915. */
static void describe_private_key(unsigned char *der, size_t length, int is_ec, struct vesp_algorithms *algorithms)
{
    const int context = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED;
    unsigned char *p = der;
    const unsigned char *end = der + length;
    if (enter(&p, &end, sequence) || skip(&p, end, MBEDTLS_ASN1_INTEGER)) {
        return;
    }
    if (!is_ec) {
        describe_key(&p, end, algorithms);
    } else if (skip(&p, end, MBEDTLS_ASN1_OCTET_STRING) == 0 && enter(&p, &end, context) == 0 && p < end) {
        mbedtls_asn1_buf parameters = {.tag = *p};
        if (mbedtls_asn1_get_tag(&p, end, &parameters.len, parameters.tag) == 0) {
            parameters.p = p;
            describe_curve(&parameters, algorithms);
        }
    }
}

static enum vesp_credential_result parse_certificate(const mbedtls_pem_context *pem, struct vesp_algorithms *algorithms)
{
    mbedtls_x509_crt certificate;
    mbedtls_x509_crt_init(&certificate);
    describe_certificate(pem->buf, pem->buflen, algorithms);
    int result = mbedtls_x509_crt_parse_der(&certificate, pem->buf, pem->buflen);
    mbedtls_x509_crt_free(&certificate);
    return result == 0 ? VESP_CREDENTIAL_OK : VESP_CREDENTIAL_UNUSABLE;
}

enum vesp_credential_result vesp_next_certificate(struct vesp_blob pem, size_t *offset,
                                                  struct vesp_algorithms *algorithms)
{
    mbedtls_pem_context block;
    size_t used = 0;
    enum vesp_credential_result outcome = VESP_CREDENTIAL_MISSING;
    memset(algorithms, 0, sizeof *algorithms);
    if (*offset >= pem.length) {
        return outcome;
    }
    mbedtls_pem_init(&block);
    int result = mbedtls_pem_read_buffer(&block, "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----",
                                         pem.bytes + *offset, NULL, 0, &used);
    if (result == 0) {
        outcome = parse_certificate(&block, algorithms);
        *offset += used;
    } else if (result != MBEDTLS_ERR_PEM_NO_HEADER_FOOTER_PRESENT) {
        outcome = VESP_CREDENTIAL_BROKEN;
    }
    mbedtls_pem_free(&block);
    return outcome;
}

/* What the key is made with, if its PEM block can be read. */
static enum vesp_credential_result describe_key_block(struct vesp_blob key, struct vesp_algorithms *algorithms)
{
    static const char *const labels[][2] = {
        {"-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"},
        {"-----BEGIN EC PRIVATE KEY-----", "-----END EC PRIVATE KEY-----"},
        {"-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"},
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        mbedtls_pem_context block;
        size_t used = 0;
        mbedtls_pem_init(&block);
        int result = mbedtls_pem_read_buffer(&block, labels[i][0], labels[i][1], key.bytes, NULL, 0, &used);
        if (result == 0 && i < 2) {
            describe_private_key(block.buf, block.buflen, i == 1, algorithms);
        }
        mbedtls_pem_free(&block);
        if (result != MBEDTLS_ERR_PEM_NO_HEADER_FOOTER_PRESENT) {
            return result == 0 ? VESP_CREDENTIAL_OK : VESP_CREDENTIAL_BROKEN;
        }
    }
    return VESP_CREDENTIAL_MISSING;
}

static enum vesp_credential_result parse_key(mbedtls_pk_context *pair, struct vesp_blob pem, struct vesp_key *found)
{
    enum vesp_credential_result readable = describe_key_block(pem, &found->algorithms);
    int result = mbedtls_pk_parse_key(pair, pem.bytes, pem.length, NULL, 0);
    if (result == MBEDTLS_ERR_PK_PASSWORD_REQUIRED || result == MBEDTLS_ERR_PK_PASSWORD_MISMATCH) {
        return VESP_CREDENTIAL_ENCRYPTED;
    }
    if (result) {
        return readable == VESP_CREDENTIAL_OK ? VESP_CREDENTIAL_UNUSABLE : readable;
    }
    found->is_rsa = mbedtls_pk_can_do(pair, MBEDTLS_PK_RSA);
    found->bits = (int)mbedtls_pk_get_bitlen(pair);
    return VESP_CREDENTIAL_OK;
}

enum vesp_credential_result vesp_check_key(struct vesp_blob certificate, struct vesp_blob key, struct vesp_key *found)
{
    mbedtls_x509_crt chain;
    mbedtls_pk_context pair;
    memset(found, 0, sizeof *found);
    mbedtls_x509_crt_init(&chain);
    mbedtls_pk_init(&pair);
    enum vesp_credential_result outcome = parse_key(&pair, key, found);
    if (outcome == VESP_CREDENTIAL_OK && certificate.length &&
        (mbedtls_x509_crt_parse(&chain, certificate.bytes, certificate.length) ||
         mbedtls_pk_check_pair(&chain.pk, &pair))) {
        outcome = VESP_CREDENTIAL_MISMATCH;
    }
    mbedtls_x509_crt_free(&chain);
    mbedtls_pk_free(&pair);
    return outcome;
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
