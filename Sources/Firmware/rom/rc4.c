#include "library.h"

static void swap(uint8_t *left, uint8_t *right)
{
    uint8_t other = *left;
    *left = *right;
    *right = other;
}

/* RC4 over `bytes`, with the first `skipped` bytes of its stream left out. */
int rom_rc4_skip(const uint8_t *key, uint32_t key_length, uint32_t skipped, uint8_t *bytes, uint32_t count)
{
    uint8_t box[256];
    for (uint32_t at = 0; at < 256; at++) {
        box[at] = (uint8_t)at;
    }
    uint8_t i = 0, j = 0;
    uint32_t next = 0;
    do {
        j = (uint8_t)(j + box[i] + read_byte(key + next));
        swap(&box[i], &box[j]);
        if (++next >= key_length) {
            next = 0;
        }
    } while (++i);
    j = 0;
    for (uint32_t at = 0; at < skipped + count; at++) {
        i++;
        j = (uint8_t)(j + box[i]);
        swap(&box[i], &box[j]);
        if (at >= skipped) {
            *bytes++ ^= box[(uint8_t)(box[i] + box[j])];
        }
    }
    return 0;
}
