#include "CMbedTLS.h"

#include <mbedtls/sha256.h>

int vesp_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32])
{
    return mbedtls_sha256_ret(bytes, length, digest, 0);
}
