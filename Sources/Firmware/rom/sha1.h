/* SHA-1 (RFC 3174). */
#ifndef VESP_ROM_SHA1_H
#define VESP_ROM_SHA1_H

#include <stdint.h>

struct sha1 {
    uint32_t state[5];
    uint32_t bits[2];
    uint32_t block[16];
};

void rom_sha1_init(struct sha1 *hash);
void rom_sha1_update(struct sha1 *hash, const uint8_t *bytes, uint32_t count);
void rom_sha1_final(uint8_t digest[20], struct sha1 *hash);
void rom_sha1_transform(uint32_t state[5], const uint8_t bytes[64]);

#endif
