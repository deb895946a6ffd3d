/* SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104), in C as a sketch's library has them: what a signature costs is what they
 * take. */
#ifndef VESP_SHA256_H
#define VESP_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32
#define SHA256_BLOCK 64

struct sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[SHA256_BLOCK];
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t count);
void sha256_end(struct sha256 *hash, uint8_t digest[SHA256_SIZE]);

void hmac_sha256(const void *key, size_t key_size, const void *bytes, size_t count, uint8_t digest[SHA256_SIZE]);

#endif
