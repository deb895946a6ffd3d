/* The work of a mutual TLS handshake without the network: hashes, AES-GCM, ECDHE, ECDSA and an RSA private operation.
 * `make bench` runs it here and under qemu-system-xtensa. */
#include "runtime.h"

#include <string.h>

#include "mbedtls/ecdh.h"
#include "mbedtls/ecdsa.h"
#include "mbedtls/gcm.h"
#include "mbedtls/rsa.h"
#include "mbedtls/sha256.h"

static uint8_t buffer[4096];

static int check(const char *what, int result)
{
    print_format("%s: %d\n", what, result);
    return result != 0;
}

static int symmetric(void)
{
    uint8_t digest[32], tag[16];
    mbedtls_gcm_context gcm;
    int failed = 0;
    for (int round = 0; round < 16; round++) {
        failed |= mbedtls_sha256_ret(buffer, sizeof buffer, digest, 0);
        memcpy(buffer, digest, sizeof digest);
    }
    mbedtls_gcm_init(&gcm);
    failed |= mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, digest, 128);
    failed |= mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, sizeof buffer, digest, 12, NULL, 0, buffer, buffer,
                                        sizeof tag, tag);
    mbedtls_gcm_free(&gcm);
    print_hex(tag, sizeof tag);
    return check("sha256 and aes-gcm", failed);
}

static int elliptic(void)
{
    mbedtls_ecdsa_context key;
    uint8_t signature[MBEDTLS_ECDSA_MAX_LEN];
    size_t length = 0;
    mbedtls_ecdsa_init(&key);
    int failed = mbedtls_ecdsa_genkey(&key, MBEDTLS_ECP_DP_SECP256R1, fixed_random, NULL);
    failed |= mbedtls_ecdsa_write_signature(&key, MBEDTLS_MD_SHA256, buffer, 32, signature, &length, fixed_random, NULL);
    failed |= mbedtls_ecdsa_read_signature(&key, buffer, 32, signature, length);
    mbedtls_ecdsa_free(&key);
    print_hex(signature, length);
    return check("ecdsa p-256", failed);
}

/* A modular exponentiation of RSA-2048 size with CRT: two of 1024 bits. */
static int rsa_sized(void)
{
    mbedtls_mpi base, exponent, modulus, result, helper;
    uint8_t bytes[128];
    int failed = 0;
    mbedtls_mpi_init(&base);
    mbedtls_mpi_init(&exponent);
    mbedtls_mpi_init(&modulus);
    mbedtls_mpi_init(&result);
    mbedtls_mpi_init(&helper);
    for (int half = 0; half < 2; half++) {
        failed |= mbedtls_mpi_fill_random(&base, 128, fixed_random, NULL);
        failed |= mbedtls_mpi_fill_random(&exponent, 128, fixed_random, NULL);
        failed |= mbedtls_mpi_fill_random(&modulus, 128, fixed_random, NULL);
        failed |= mbedtls_mpi_set_bit(&modulus, 0, 1);
        failed |= mbedtls_mpi_set_bit(&modulus, 1023, 1);
        mbedtls_mpi_free(&helper);
        failed |= mbedtls_mpi_exp_mod(&result, &base, &exponent, &modulus, &helper);
        failed |= mbedtls_mpi_write_binary(&result, bytes, sizeof bytes);
        print_hex(bytes, sizeof bytes);
    }
    mbedtls_mpi_free(&base);
    mbedtls_mpi_free(&exponent);
    mbedtls_mpi_free(&modulus);
    mbedtls_mpi_free(&result);
    mbedtls_mpi_free(&helper);
    return check("rsa-2048 private operation", failed);
}

int main(void)
{
    memset(buffer, 0x5A, sizeof buffer);
    int failed = symmetric();
    failed |= elliptic();
    failed |= rsa_sized();
    return failed;
}
