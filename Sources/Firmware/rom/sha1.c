#include "sha1.h"

#include "library.h"

#define ROTATE(value, by) ((value) << (by) | (value) >> (32 - (by)))
#define CHOOSE(x, y, z) ((((y) ^ (z)) & (x)) ^ (z))
#define PARITY(x, y, z) ((x) ^ (y) ^ (z))
#define MAJORITY(x, y, z) ((((x) | (y)) & (z)) | ((x) & (y)))

#define BIG_ENDIAN(value) ((ROTATE(value, 8) & 0x00FF00FF) | (ROTATE(value, 24) & 0xFF00FF00))
#define GIVEN(t) (w[t] = BIG_ENDIAN(w[t]))
#define EXTENDED(t) \
    (w[(t) & 15] = ROTATE(w[((t) + 13) & 15] ^ w[((t) + 8) & 15] ^ w[((t) + 2) & 15] ^ w[(t) & 15], 1))

#define STEP(a, b, c, d, e, function, constant, word) \
    e += ROTATE(a, 5) + function(b, c, d) + constant + word; \
    b = ROTATE(b, 30);

#define FIVE(t, function, constant, word) \
    STEP(a, b, c, d, e, function, constant, word((t))) \
    STEP(e, a, b, c, d, function, constant, word((t) + 1)) \
    STEP(d, e, a, b, c, function, constant, word((t) + 2)) \
    STEP(c, d, e, a, b, function, constant, word((t) + 3)) \
    STEP(b, c, d, e, a, function, constant, word((t) + 4))

#define TWENTY(t, function, constant) \
    FIVE((t), function, constant, EXTENDED) \
    FIVE((t) + 5, function, constant, EXTENDED) \
    FIVE((t) + 10, function, constant, EXTENDED) \
    FIVE((t) + 15, function, constant, EXTENDED)

void rom_sha1_transform(uint32_t state[5], const uint8_t bytes[64])
{
    uint32_t w[16];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    rom_memcpy(w, bytes, sizeof w);

    FIVE(0, CHOOSE, 0x5A827999, GIVEN)
    FIVE(5, CHOOSE, 0x5A827999, GIVEN)
    FIVE(10, CHOOSE, 0x5A827999, GIVEN)
    STEP(a, b, c, d, e, CHOOSE, 0x5A827999, GIVEN(15))
    STEP(e, a, b, c, d, CHOOSE, 0x5A827999, EXTENDED(16))
    STEP(d, e, a, b, c, CHOOSE, 0x5A827999, EXTENDED(17))
    STEP(c, d, e, a, b, CHOOSE, 0x5A827999, EXTENDED(18))
    STEP(b, c, d, e, a, CHOOSE, 0x5A827999, EXTENDED(19))
    TWENTY(20, PARITY, 0x6ED9EBA1)
    TWENTY(40, MAJORITY, 0x8F1BBCDC)
    TWENTY(60, PARITY, 0xCA62C1D6)

    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    rom_memset(w, 0, sizeof w);
}

void rom_sha1_init(struct sha1 *hash)
{
    hash->state[0] = 0x67452301;
    hash->state[1] = 0xEFCDAB89;
    hash->state[2] = 0x98BADCFE;
    hash->state[3] = 0x10325476;
    hash->state[4] = 0xC3D2E1F0;
    hash->bits[0] = hash->bits[1] = 0;
}

void rom_sha1_update(struct sha1 *hash, const uint8_t *bytes, uint32_t count)
{
    uint32_t used = hash->bits[0] >> 3 & 63;
    uint32_t bits = hash->bits[0] + (count << 3);
    hash->bits[1] += (count >> 29) + (bits < hash->bits[0]);
    hash->bits[0] = bits;
    if (used + count >= 64) {
        uint32_t taken = 64 - used;
        rom_memcpy((uint8_t *)hash->block + used, bytes, taken);
        rom_sha1_transform(hash->state, (const uint8_t *)hash->block);
        for (used = 0; count - taken >= 64; taken += 64) {
            rom_sha1_transform(hash->state, bytes + taken);
        }
        bytes += taken;
        count -= taken;
    }
    rom_memcpy((uint8_t *)hash->block + used, bytes, count);
}

/* Pads byte by byte, as the chip's ROM does: a digest takes some thousand cycles more for it. */
void rom_sha1_final(uint8_t digest[20], struct sha1 *hash)
{
    static const uint8_t padding[2] = {0x80, 0};
    uint32_t bits[2] = {BIG_ENDIAN(hash->bits[1]), BIG_ENDIAN(hash->bits[0])};
    rom_sha1_update(hash, &padding[0], 1);
    while ((hash->bits[0] >> 3 & 63) != 56) {
        rom_sha1_update(hash, &padding[1], 1);
    }
    rom_sha1_update(hash, (const uint8_t *)bits, sizeof bits);
    for (int at = 0; at < 5; at++) {
        hash->state[at] = BIG_ENDIAN(hash->state[at]);
    }
    rom_memcpy(digest, hash->state, 20);
    rom_memset(hash, 0, sizeof *hash);
}

int rom_sha1_vector(uint32_t count, const uint8_t *const parts[], const uint32_t *lengths, uint8_t *digest)
{
    struct sha1 hash;
    rom_sha1_init(&hash);
    for (uint32_t part = 0; part < count; part++) {
        rom_sha1_update(&hash, parts[part], lengths[part]);
    }
    rom_sha1_final(digest, &hash);
    return 0;
}
