#include "CMbedTLS.h"

#include <mbedtls/aes.h>
#include <mbedtls/arc4.h>
#include <mbedtls/ccm.h>
#include <mbedtls/md.h>
#include <mbedtls/pkcs5.h>

int vesp_hmac_sha1(const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length, uint8_t mac[20])
{
    return mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), key, key_length, bytes, length, mac);
}

int vesp_hmac_md5(const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length, uint8_t mac[16])
{
    return mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_MD5), key, key_length, bytes, length, mac);
}

int vesp_pbkdf2_sha1(const uint8_t *password, size_t password_length, const uint8_t *salt, size_t salt_length,
                     uint32_t iterations, uint8_t *key, size_t key_length)
{
    mbedtls_md_context_t context;
    mbedtls_md_init(&context);
    int error = mbedtls_md_setup(&context, mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), 1);
    if (error == 0) {
        error = mbedtls_pkcs5_pbkdf2_hmac(&context, password, password_length, salt, salt_length, iterations,
                                          (uint32_t)key_length, key);
    }
    mbedtls_md_free(&context);
    return error;
}

static int aes128(int mode, const uint8_t key[16], const uint8_t in[16], uint8_t out[16])
{
    mbedtls_aes_context context;
    mbedtls_aes_init(&context);
    int error = mode == MBEDTLS_AES_ENCRYPT ? mbedtls_aes_setkey_enc(&context, key, 128)
                                            : mbedtls_aes_setkey_dec(&context, key, 128);
    if (error == 0) {
        error = mbedtls_aes_crypt_ecb(&context, mode, in, out);
    }
    mbedtls_aes_free(&context);
    return error;
}

int vesp_aes128_encrypt(const uint8_t key[16], const uint8_t in[16], uint8_t out[16])
{
    return aes128(MBEDTLS_AES_ENCRYPT, key, in, out);
}

int vesp_aes128_decrypt(const uint8_t key[16], const uint8_t in[16], uint8_t out[16])
{
    return aes128(MBEDTLS_AES_DECRYPT, key, in, out);
}

int vesp_ccm_seal(const uint8_t key[16], const uint8_t nonce[13], const uint8_t *added, size_t added_length,
                  const uint8_t *in, size_t length, uint8_t *out, uint8_t tag[8])
{
    mbedtls_ccm_context context;
    mbedtls_ccm_init(&context);
    int error = mbedtls_ccm_setkey(&context, MBEDTLS_CIPHER_ID_AES, key, 128);
    if (error == 0) {
        error = mbedtls_ccm_encrypt_and_tag(&context, length, nonce, 13, added, added_length, in, out, tag, 8);
    }
    mbedtls_ccm_free(&context);
    return error;
}

int vesp_ccm_open(const uint8_t key[16], const uint8_t nonce[13], const uint8_t *added, size_t added_length,
                  const uint8_t *in, size_t length, uint8_t *out, const uint8_t tag[8])
{
    mbedtls_ccm_context context;
    mbedtls_ccm_init(&context);
    int error = mbedtls_ccm_setkey(&context, MBEDTLS_CIPHER_ID_AES, key, 128);
    if (error == 0) {
        error = mbedtls_ccm_auth_decrypt(&context, length, nonce, 13, added, added_length, in, out, tag, 8);
    }
    mbedtls_ccm_free(&context);
    return error;
}

int vesp_rc4(const uint8_t *key, size_t key_length, size_t skipped, const uint8_t *in, size_t length, uint8_t *out)
{
    mbedtls_arc4_context context;
    mbedtls_arc4_init(&context);
    mbedtls_arc4_setup(&context, key, (unsigned)key_length);
    int error = 0;
    uint8_t nothing = 0;
    while (error == 0 && skipped-- > 0) {
        error = mbedtls_arc4_crypt(&context, 1, &nothing, &nothing);
    }
    if (error == 0) {
        error = mbedtls_arc4_crypt(&context, length, in, out);
    }
    mbedtls_arc4_free(&context);
    return error;
}
