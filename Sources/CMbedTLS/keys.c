#include "CMbedTLS.h"

#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>

int vesp_rsa_key(vesp_random *random, void *context, unsigned bits, char *key, size_t key_room, char *public_key,
                 size_t public_room)
{
    mbedtls_pk_context pair;
    mbedtls_pk_init(&pair);
    int error = mbedtls_pk_setup(&pair, mbedtls_pk_info_from_type(MBEDTLS_PK_RSA));
    if (!error) {
        error = mbedtls_rsa_gen_key(mbedtls_pk_rsa(pair), random, context, bits, 65537);
    }
    if (!error) {
        error = mbedtls_pk_write_key_pem(&pair, (unsigned char *)key, key_room);
    }
    if (!error) {
        error = mbedtls_pk_write_pubkey_pem(&pair, (unsigned char *)public_key, public_room);
    }
    mbedtls_pk_free(&pair);
    return error;
}

int vesp_p256_key(vesp_random *random, void *context, char *key, size_t key_room)
{
    mbedtls_pk_context pair;
    mbedtls_pk_init(&pair);
    int error = mbedtls_pk_setup(&pair, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
    if (!error) {
        error = mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(pair), random, context);
    }
    if (!error) {
        error = mbedtls_pk_write_key_pem(&pair, (unsigned char *)key, key_room);
    }
    mbedtls_pk_free(&pair);
    return error;
}
