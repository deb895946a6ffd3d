#include "md5.h"

#include "library.h"

#define ROTATE(value, by) ((value) << (by) | (value) >> (32 - (by)))
#define CHOOSE(x, y, z) ((((y) ^ (z)) & (x)) ^ (z))
#define CHOOSE_LAST(x, y, z) CHOOSE(z, x, y)
#define PARITY(x, y, z) ((x) ^ (y) ^ (z))
#define MIX(x, y, z) ((y) ^ ((x) | ~(z)))

#define STEP(function, a, b, c, d, word, by, constant) \
    a += function(b, c, d) + block[word] + constant; \
    a = ROTATE(a, by) + b;

#define FOUR(function, w0, w1, w2, w3, s0, s1, s2, s3, k0, k1, k2, k3) \
    STEP(function, a, b, c, d, w0, s0, k0) \
    STEP(function, d, a, b, c, w1, s1, k1) \
    STEP(function, c, d, a, b, w2, s2, k2) \
    STEP(function, b, c, d, a, w3, s3, k3)

static void transform(uint32_t state[4], const uint32_t block[16])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

    FOUR(CHOOSE, 0, 1, 2, 3, 7, 12, 17, 22,
         0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE)
    FOUR(CHOOSE, 4, 5, 6, 7, 7, 12, 17, 22,
         0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501)
    FOUR(CHOOSE, 8, 9, 10, 11, 7, 12, 17, 22,
         0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE)
    FOUR(CHOOSE, 12, 13, 14, 15, 7, 12, 17, 22,
         0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821)
    FOUR(CHOOSE_LAST, 1, 6, 11, 0, 5, 9, 14, 20,
         0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA)
    FOUR(CHOOSE_LAST, 5, 10, 15, 4, 5, 9, 14, 20,
         0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8)
    FOUR(CHOOSE_LAST, 9, 14, 3, 8, 5, 9, 14, 20,
         0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED)
    FOUR(CHOOSE_LAST, 13, 2, 7, 12, 5, 9, 14, 20,
         0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A)
    FOUR(PARITY, 5, 8, 11, 14, 4, 11, 16, 23,
         0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C)
    FOUR(PARITY, 1, 4, 7, 10, 4, 11, 16, 23,
         0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70)
    FOUR(PARITY, 13, 0, 3, 6, 4, 11, 16, 23,
         0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05)
    FOUR(PARITY, 9, 12, 15, 2, 4, 11, 16, 23,
         0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665)
    FOUR(MIX, 0, 7, 14, 5, 6, 10, 15, 21,
         0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039)
    FOUR(MIX, 12, 3, 10, 1, 6, 10, 15, 21,
         0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1)
    FOUR(MIX, 8, 15, 6, 13, 6, 10, 15, 21,
         0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1)
    FOUR(MIX, 4, 11, 2, 9, 6, 10, 15, 21,
         0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void rom_md5_init(struct md5 *hash)
{
    hash->state[0] = 0x67452301;
    hash->state[1] = 0xEFCDAB89;
    hash->state[2] = 0x98BADCFE;
    hash->state[3] = 0x10325476;
    hash->bits[0] = hash->bits[1] = 0;
}

void rom_md5_update(struct md5 *hash, const uint8_t *bytes, uint32_t count)
{
    uint32_t used = hash->bits[0] >> 3 & 63;
    uint32_t bits = hash->bits[0] + (count << 3);
    hash->bits[1] += (count >> 29) + (bits < hash->bits[0]);
    hash->bits[0] = bits;
    while (used + count >= 64) {
        uint32_t taken = 64 - used;
        rom_memcpy((uint8_t *)hash->block + used, bytes, taken);
        transform(hash->state, hash->block);
        bytes += taken;
        count -= taken;
        used = 0;
    }
    rom_memcpy((uint8_t *)hash->block + used, bytes, count);
}

void rom_md5_final(uint8_t digest[16], struct md5 *hash)
{
    uint32_t used = hash->bits[0] >> 3 & 63;
    uint8_t *block = (uint8_t *)hash->block;
    block[used++] = 0x80;
    if (used > 56) {
        rom_memset(block + used, 0, 64 - used);
        transform(hash->state, hash->block);
        used = 0;
    }
    rom_memset(block + used, 0, 56 - used);
    hash->block[14] = hash->bits[0];
    hash->block[15] = hash->bits[1];
    transform(hash->state, hash->block);
    rom_memcpy(digest, hash->state, 16);
    rom_memset(hash, 0, sizeof *hash);
}

int rom_md5_vector(uint32_t count, const uint8_t *const parts[], const uint32_t *lengths, uint8_t *digest)
{
    struct md5 hash;
    rom_md5_init(&hash);
    for (uint32_t part = 0; part < count; part++) {
        rom_md5_update(&hash, parts[part], lengths[part]);
    }
    rom_md5_final(digest, &hash);
    return 0;
}
