/* SHA-1, the compression written out the way BearSSL writes it: the schedule first, then five rounds per turn. */
#include "sha1.h"

#include <string.h>

#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define CHOOSE(b, c, d) ((((c) ^ (d)) & (b)) ^ (d))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((d) & (c)) | (((d) | (c)) & (b)))
#define STEP(f, a, b, c, d, e, k, w)                \
    (e) += ROTATE(a, 5) + f(b, c, d) + (k) + (w);   \
    (b) = ROTATE(b, 30)
#define ROUNDS(from, f, k)                                \
    for (int i = (from); i < (from) + 20; i += 5) {       \
        STEP(f, a, b, c, d, e, k, w[i]);                  \
        STEP(f, e, a, b, c, d, k, w[i + 1]);              \
        STEP(f, d, e, a, b, c, k, w[i + 2]);              \
        STEP(f, c, d, e, a, b, k, w[i + 3]);              \
        STEP(f, b, c, d, e, a, k, w[i + 4]);              \
    }

/* Big-endian words; functions of their own, as the library has them. */
static __attribute__((noinline)) void read_words(uint32_t *words, size_t count, const uint8_t *bytes)
{
    while (count-- > 0) {
        *words++ = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
        bytes += 4;
    }
}

static void write_word(uint8_t *bytes, uint32_t word)
{
    bytes[0] = (uint8_t)(word >> 24);
    bytes[1] = (uint8_t)(word >> 16);
    bytes[2] = (uint8_t)(word >> 8);
    bytes[3] = (uint8_t)word;
}

static __attribute__((noinline)) void write_words(uint8_t *bytes, const uint32_t *words, size_t count)
{
    while (count-- > 0) {
        write_word(bytes, *words++);
        bytes += 4;
    }
}

static __attribute__((noinline)) void compress(const uint8_t *block, uint32_t *value)
{
    uint32_t w[80], a = value[0], b = value[1], c = value[2], d = value[3], e = value[4];
    read_words(w, 16, block);
    for (int i = 16; i < 80; i++) {
        uint32_t x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
        w[i] = ROTATE(x, 1);
    }
    ROUNDS(0, CHOOSE, 0x5A827999)
    ROUNDS(20, PARITY, 0x6ED9EBA1)
    ROUNDS(40, MAJORITY, 0x8F1BBCDC)
    ROUNDS(60, PARITY, 0xCA62C1D6)
    value[0] += a;
    value[1] += b;
    value[2] += c;
    value[3] += d;
    value[4] += e;
}

void sha1_init(struct sha1 *context)
{
    static const uint32_t first[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    memcpy(context->value, first, sizeof context->value);
    context->count = 0;
}

void sha1_update(struct sha1 *context, const void *data, size_t count)
{
    const uint8_t *bytes = data;
    size_t at = (size_t)context->count & 63;
    while (count > 0) {
        size_t part = 64 - at < count ? 64 - at : count;
        memcpy(context->buffer + at, bytes, part);
        at += part;
        bytes += part;
        count -= part;
        context->count += part;
        if (at == 64) {
            compress(context->buffer, context->value);
            at = 0;
        }
    }
}

void sha1_finish(const struct sha1 *context, void *digest)
{
    uint8_t block[64];
    uint32_t value[5];
    size_t at = (size_t)context->count & 63;
    memcpy(block, context->buffer, at);
    memcpy(value, context->value, sizeof value);
    block[at++] = 0x80;
    if (at > 56) {
        memset(block + at, 0, 64 - at);
        compress(block, value);
        memset(block, 0, 56);
    } else {
        memset(block + at, 0, 56 - at);
    }
    uint64_t bits = context->count << 3;
    write_word(block + 56, (uint32_t)(bits >> 32));
    write_word(block + 60, (uint32_t)bits);
    compress(block, value);
    write_words(digest, value, 5);
}
