/* The crypto self-test: mbedTLS' own tests, printing the same under every engine. Exit code 0 when all pass. */
#include "runtime.h"

#include "mbedtls/aes.h"
#include "mbedtls/base64.h"
#include "mbedtls/bignum.h"
#include "mbedtls/ctr_drbg.h"
#include "mbedtls/ecp.h"
#include "mbedtls/gcm.h"
#include "mbedtls/rsa.h"
#include "mbedtls/sha1.h"
#include "mbedtls/sha256.h"
#include "mbedtls/sha512.h"

struct test {
    const char *name;
    int (*run)(int verbose);
};

static const struct test tests[] = {
    {"sha1", mbedtls_sha1_self_test},       {"sha256", mbedtls_sha256_self_test},
    {"sha512", mbedtls_sha512_self_test},   {"aes", mbedtls_aes_self_test},
    {"gcm", mbedtls_gcm_self_test},         {"base64", mbedtls_base64_self_test},
    {"mpi", mbedtls_mpi_self_test},         {"rsa", mbedtls_rsa_self_test},
    {"ecp", mbedtls_ecp_self_test},         {"ctr_drbg", mbedtls_ctr_drbg_self_test},
};

/* mbedTLS' RSA self-test asks the C library for random bytes. */
int rand(void)
{
    unsigned char bytes[2];
    fixed_random(NULL, bytes, sizeof bytes);
    return bytes[0] << 7 | bytes[1] >> 1;
}

int main(void)
{
    int failures = 0;
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        int result = tests[i].run(1);
        print_format("%s: %s\n", tests[i].name, result == 0 ? "ok" : "FAILED");
        failures += result != 0;
    }
    print_format("%d failed\n", failures);
    return failures != 0;
}
