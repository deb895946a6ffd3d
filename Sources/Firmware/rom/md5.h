/* MD5 (RFC 1321). */
#ifndef VESP_ROM_MD5_H
#define VESP_ROM_MD5_H

#include <stdint.h>

struct md5 {
    uint32_t state[4];
    uint32_t bits[2];
    uint32_t block[16];
};

void rom_md5_init(struct md5 *hash);
void rom_md5_update(struct md5 *hash, const uint8_t *bytes, uint32_t count);
void rom_md5_final(uint8_t digest[16], struct md5 *hash);

#endif
