/* HMAC (RFC 2104) over MD5 and SHA-1, PBKDF2 (RFC 2898), and the generator of keys of IEEE 802.11i, 8.5.1.1. */
#include "library.h"
#include "md5.h"
#include "sha1.h"

#define BLOCK 64
#define PARTS_AT_MOST 5
#define SHA1_BYTES 20

int rom_md5_vector(uint32_t count, const uint8_t *const parts[], const uint32_t *lengths, uint8_t *digest);
int rom_sha1_vector(uint32_t count, const uint8_t *const parts[], const uint32_t *lengths, uint8_t *digest);

typedef int vector_hash(uint32_t count, const uint8_t *const parts[], const uint32_t *lengths, uint8_t *digest);

/* A padded key: 0x36 for the inner hash, 0x5C for the outer. */
static void pad(uint8_t block[BLOCK], const uint8_t *key, uint32_t length, uint32_t with)
{
    rom_memset(block, 0, BLOCK);
    rom_memcpy(block, key, length);
    word *words = (word *)block;
    for (int at = 0; at < BLOCK / 4; at++) {
        words[at] ^= with * 0x01010101;
    }
}

static int hmac(vector_hash *hash, uint32_t digest_bytes, const uint8_t *key, uint32_t key_length, uint32_t count,
                const uint8_t *const parts[], const uint32_t *lengths, uint8_t *digest)
{
    if (count > PARTS_AT_MOST) {
        return -1;
    }
    uint8_t short_key[SHA1_BYTES];
    if (key_length > BLOCK) {
        hash(1, &key, &key_length, short_key);
        key = short_key;
        key_length = digest_bytes;
    }
    uint32_t block[BLOCK / 4];
    const uint8_t *all[PARTS_AT_MOST + 1];
    uint32_t all_lengths[PARTS_AT_MOST + 1];
    pad((uint8_t *)block, key, key_length, 0x36);
    all[0] = (const uint8_t *)block;
    all_lengths[0] = BLOCK;
    for (uint32_t part = 0; part < count; part++) {
        all[part + 1] = parts[part];
        all_lengths[part + 1] = lengths[part];
    }
    hash(count + 1, all, all_lengths, digest);
    pad((uint8_t *)block, key, key_length, 0x5C);
    all[1] = digest;
    all_lengths[1] = digest_bytes;
    return hash(2, all, all_lengths, digest);
}

int rom_hmac_md5_vector(const uint8_t *key, uint32_t key_length, uint32_t count, const uint8_t *const parts[],
                        const uint32_t *lengths, uint8_t *digest)
{
    return hmac(rom_md5_vector, 16, key, key_length, count, parts, lengths, digest);
}

int rom_hmac_md5(const uint8_t *key, uint32_t key_length, const uint8_t *bytes, uint32_t length, uint8_t *digest)
{
    return rom_hmac_md5_vector(key, key_length, 1, &bytes, &length, digest);
}

int rom_hmac_sha1_vector(const uint8_t *key, uint32_t key_length, uint32_t count, const uint8_t *const parts[],
                         const uint32_t *lengths, uint8_t *digest)
{
    return hmac(rom_sha1_vector, SHA1_BYTES, key, key_length, count, parts, lengths, digest);
}

int rom_hmac_sha1(const uint8_t *key, uint32_t key_length, const uint8_t *bytes, uint32_t length, uint8_t *digest)
{
    return rom_hmac_sha1_vector(key, key_length, 1, &bytes, &length, digest);
}

int rom_sha1_prf(const uint8_t *key, uint32_t key_length, const char *label, const uint8_t *bytes, uint32_t length,
                 uint8_t *result, uint32_t wanted)
{
    uint8_t counter = 0;
    const uint8_t *parts[3] = {(const uint8_t *)label, bytes, &counter};
    uint32_t lengths[3] = {rom_strlen(label) + 1, length, 1};
    for (; wanted; counter++) {
        uint8_t digest[SHA1_BYTES];
        uint32_t taken = wanted < SHA1_BYTES ? wanted : SHA1_BYTES;
        rom_hmac_sha1_vector(key, key_length, 3, parts, lengths, digest);
        rom_memcpy(result, digest, taken);
        result += taken;
        wanted -= taken;
    }
    return 0;
}

int rom_pbkdf2_sha1(const char *passphrase, const uint8_t *salt, uint32_t salt_length, int iterations, uint8_t *result,
                    uint32_t wanted)
{
    const uint8_t *key = (const uint8_t *)passphrase;
    uint32_t key_length = rom_strlen(passphrase);
    for (uint32_t number = 1; wanted; number++) {
        uint8_t big_endian[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                                 (uint8_t)number};
        const uint8_t *parts[2] = {salt, big_endian};
        uint32_t lengths[2] = {salt_length, sizeof big_endian};
        uint32_t last[SHA1_BYTES / 4], sum[SHA1_BYTES / 4];
        rom_hmac_sha1_vector(key, key_length, 2, parts, lengths, (uint8_t *)last);
        rom_memcpy(sum, last, sizeof sum);
        for (int iteration = 1; iteration < iterations; iteration++) {
            rom_hmac_sha1(key, key_length, (const uint8_t *)last, sizeof last, (uint8_t *)last);
            for (int at = 0; at < SHA1_BYTES / 4; at++) {
                sum[at] ^= last[at];
            }
        }
        uint32_t taken = wanted < SHA1_BYTES ? wanted : SHA1_BYTES;
        rom_memcpy(result, sum, taken);
        result += taken;
        wanted -= taken;
    }
    return 0;
}
