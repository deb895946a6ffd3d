/* The credentials of an endpoint, parsed once for all its connections. */
#include "identities.h"

#include "CMbedTLS.h"

#include <stdlib.h>

static int parse_identity(mbedtls_x509_crt *chain, mbedtls_pk_context *key, struct vesp_blob chain_pem,
                          struct vesp_blob key_pem)
{
    if (chain_pem.length == 0) {
        return 0;
    }
    int error = mbedtls_x509_crt_parse(chain, chain_pem.bytes, chain_pem.length);
    return error ? error : mbedtls_pk_parse_key(key, key_pem.bytes, key_pem.length, NULL, 0);
}

static int parse(struct vesp_identities *identities, const struct vesp_identity_texts *texts)
{
    int error;
    if ((error = parse_identity(&identities->ec_chain, &identities->ec_key, texts->ec_chain, texts->ec_key)) ||
        (error = parse_identity(&identities->rsa_chain, &identities->rsa_key, texts->rsa_chain, texts->rsa_key))) {
        return error;
    }
    return mbedtls_x509_crt_parse(&identities->client_ca, texts->client_ca.bytes, texts->client_ca.length);
}

struct vesp_identities *vesp_identities_new(const struct vesp_identity_texts *texts, int *error)
{
    struct vesp_identities *identities = calloc(1, sizeof *identities);
    if (!identities) {
        *error = MBEDTLS_ERR_SSL_ALLOC_FAILED;
        return NULL;
    }
    mbedtls_x509_crt_init(&identities->rsa_chain);
    mbedtls_x509_crt_init(&identities->ec_chain);
    mbedtls_x509_crt_init(&identities->client_ca);
    mbedtls_pk_init(&identities->rsa_key);
    mbedtls_pk_init(&identities->ec_key);
    *error = parse(identities, texts);
    if (*error) {
        vesp_identities_free(identities);
        return NULL;
    }
    return identities;
}

void vesp_identities_free(struct vesp_identities *identities)
{
    mbedtls_x509_crt_free(&identities->rsa_chain);
    mbedtls_x509_crt_free(&identities->ec_chain);
    mbedtls_x509_crt_free(&identities->client_ca);
    mbedtls_pk_free(&identities->rsa_key);
    mbedtls_pk_free(&identities->ec_key);
    free(identities);
}

static int use(mbedtls_ssl_config *config, mbedtls_x509_crt *chain, mbedtls_pk_context *key)
{
    return chain->raw.len == 0 ? 0 : mbedtls_ssl_conf_own_cert(config, chain, key);
}

int vesp_identities_use(struct vesp_identities *identities, mbedtls_ssl_config *config)
{
    mbedtls_ssl_conf_ca_chain(config, &identities->client_ca, NULL);
    int error = use(config, &identities->ec_chain, &identities->ec_key);
    return error ? error : use(config, &identities->rsa_chain, &identities->rsa_key);
}

void vesp_identities_forget(struct vesp_identities *identities)
{
    if (mbedtls_pk_get_type(&identities->rsa_key) == MBEDTLS_PK_RSA) {
        mbedtls_rsa_context *rsa = mbedtls_pk_rsa(identities->rsa_key);
        mbedtls_mpi_free(&rsa->Vi);
        mbedtls_mpi_free(&rsa->Vf);
    }
}
