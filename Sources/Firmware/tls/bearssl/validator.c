#include "validator.h"

#include <stdlib.h>
#include <string.h>

#include "sdk.h"

#define FINGERPRINT_SIZE 20

/* Of a chain only the first certificate is looked at, as by the Arduino core's setInsecure and setFingerprint. */
struct first_certificate {
    const br_x509_class *vtable;
    int is_over;
    const uint8_t *fingerprint;
    br_sha1_context sha1;
    br_x509_decoder_context decoder;
};

static void *validator;
static char *fingerprint;

static struct first_certificate *of(const br_x509_class **context) { return (struct first_certificate *)context; }

static void start_chain(const br_x509_class **context, const char *server_name)
{
    struct first_certificate *first = of(context);
    (void)server_name;
    br_x509_decoder_init(&first->decoder, NULL, NULL);
    br_sha1_init(&first->sha1);
    first->is_over = 0;
}

static void start_certificate(const br_x509_class **context, uint32_t length)
{
    (void)context;
    (void)length;
}

static void append(const br_x509_class **context, const unsigned char *bytes, size_t count)
{
    struct first_certificate *first = of(context);
    if (!first->is_over) {
        br_sha1_update(&first->sha1, bytes, count);
        br_x509_decoder_push(&first->decoder, bytes, count);
    }
}

static void end_certificate(const br_x509_class **context) { of(context)->is_over = 1; }

static unsigned end_chain(const br_x509_class **context)
{
    struct first_certificate *first = of(context);
    uint8_t digest[FINGERPRINT_SIZE];
    if (!first->is_over) {
        return BR_ERR_X509_EMPTY_CHAIN;
    }
    br_sha1_out(&first->sha1, digest);
    return first->fingerprint && memcmp(digest, first->fingerprint, sizeof digest) ? BR_ERR_X509_NOT_TRUSTED : 0;
}

static const br_x509_pkey *key(const br_x509_class *const *context, unsigned *usages)
{
    struct first_certificate *first = (struct first_certificate *)context;
    if (usages) {
        *usages = BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN;
    }
    return br_x509_decoder_get_pkey(&first->decoder);
}

static const br_x509_class by_first_certificate = {
    sizeof(struct first_certificate), start_chain, start_certificate, append, end_certificate, end_chain, key,
};

static const br_hash_class *const hashes[] = {
    &br_md5_vtable, &br_sha1_vtable, &br_sha224_vtable, &br_sha256_vtable, &br_sha384_vtable, &br_sha512_vtable,
};

static int install_minimal(br_ssl_engine_context *engine, const br_x509_trust_anchor *anchors, size_t count)
{
    br_x509_minimal_context *minimal = malloc(sizeof *minimal);
    if (!minimal) {
        return -1;
    }
    br_x509_minimal_init(minimal, &br_sha256_vtable, anchors, count);
    br_x509_minimal_set_rsa(minimal, br_ssl_engine_get_rsavrfy(engine));
    br_x509_minimal_set_ecdsa(minimal, br_ssl_engine_get_ec(engine), br_ssl_engine_get_ecdsa(engine));
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        br_x509_minimal_set_hash(minimal, br_md5_ID + (int)i, hashes[i]);
    }
    br_ssl_engine_set_x509(engine, &minimal->vtable);
    validator = minimal;
    return 0;
}

static int install_first_certificate(br_ssl_engine_context *engine, const uint8_t *expected)
{
    struct first_certificate *first = calloc(1, sizeof *first);
    if (!first) {
        return -1;
    }
    first->vtable = &by_first_certificate;
    first->fingerprint = expected;
    br_ssl_engine_set_x509(engine, &first->vtable);
    validator = first;
    return 0;
}

int validator_install(br_ssl_engine_context *engine, const br_x509_trust_anchor *anchors, size_t count)
{
    size_t length = 0;
    validator_free();
    if (config_number(CONFIG_TLS_INSECURE)) {
        return install_first_certificate(engine, NULL);
    }
    if (!fingerprint) {
        fingerprint = config_string(CONFIG_TLS_FINGERPRINT, &length);
    }
    return fingerprint ? install_first_certificate(engine, (const uint8_t *)fingerprint)
                       : install_minimal(engine, anchors, count);
}

void validator_free(void)
{
    free(validator);
    validator = NULL;
}
