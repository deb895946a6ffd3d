#include "sha256.h"

#include <string.h>

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turned(uint32_t word, int count) { return word >> count | word << (32 - count); }

static void take_block(struct sha256 *hash)
{
    uint32_t words[64], v[8];
    for (int i = 0; i < 16; i++) {
        const uint8_t *at = hash->block + 4 * i;
        words[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    for (int i = 16; i < 64; i++) {
        uint32_t a = words[i - 15], b = words[i - 2];
        words[i] = words[i - 16] + words[i - 7] + (turned(a, 7) ^ turned(a, 18) ^ a >> 3) +
                   (turned(b, 17) ^ turned(b, 19) ^ b >> 10);
    }
    memcpy(v, hash->state, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t e = v[4], a = v[0];
        uint32_t first = v[7] + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + constants[i] +
                         words[i];
        uint32_t second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += first;
        v[0] = first + second;
    }
    for (int i = 0; i < 8; i++) {
        hash->state[i] += v[i];
    }
}

void sha256_begin(struct sha256 *hash)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(hash->state, start, sizeof start);
    hash->length = 0;
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t count)
{
    const uint8_t *from = bytes;
    while (count) {
        size_t at = hash->length % SHA256_BLOCK, part = SHA256_BLOCK - at < count ? SHA256_BLOCK - at : count;
        memcpy(hash->block + at, from, part);
        hash->length += part;
        from += part;
        count -= part;
        if (hash->length % SHA256_BLOCK == 0) {
            take_block(hash);
        }
    }
}

void sha256_end(struct sha256 *hash, uint8_t digest[SHA256_SIZE])
{
    static const uint8_t padding[SHA256_BLOCK] = {0x80};
    uint64_t bits = 8 * hash->length;
    uint8_t length[8];
    for (int i = 0; i < 8; i++) {
        length[i] = (uint8_t)(bits >> (56 - 8 * i));
    }
    size_t at = hash->length % SHA256_BLOCK;
    sha256_add(hash, padding, (at < 56 ? 56 : 120) - at);
    sha256_add(hash, length, sizeof length);
    for (int i = 0; i < SHA256_SIZE; i++) {
        digest[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i & 3)));
    }
}

void hmac_sha256(const void *key, size_t key_size, const void *bytes, size_t count, uint8_t digest[SHA256_SIZE])
{
    struct sha256 hash;
    uint8_t pad[SHA256_BLOCK] = {0};
    if (key_size > SHA256_BLOCK) {
        sha256_begin(&hash);
        sha256_add(&hash, key, key_size);
        sha256_end(&hash, pad);
    } else {
        memcpy(pad, key, key_size);
    }
    for (int i = 0; i < SHA256_BLOCK; i++) {
        pad[i] ^= 0x36;
    }
    sha256_begin(&hash);
    sha256_add(&hash, pad, sizeof pad);
    sha256_add(&hash, bytes, count);
    sha256_end(&hash, digest);
    for (int i = 0; i < SHA256_BLOCK; i++) {
        pad[i] ^= 0x36 ^ 0x5C;
    }
    sha256_begin(&hash);
    sha256_add(&hash, pad, sizeof pad);
    sha256_add(&hash, digest, SHA256_SIZE);
    sha256_end(&hash, digest);
}
