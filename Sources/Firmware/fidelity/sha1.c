/* Duino-Coin's inner loop: SHA-1 of a 40-byte prefix, hashed beforehand, and a decimal counter kept as characters.
 * The compression is written out the way BearSSL writes it: the schedule first, then five rounds per turn. */
#include "measure.h"

#include <string.h>

#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define CHOOSE(b, c, d) ((((c) ^ (d)) & (b)) ^ (d))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) | ((b) & (d)) | ((c) & (d)))
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

struct sha1 {
    uint32_t value[5];
    uint32_t count;
    uint8_t buffer[64];
};

static uint32_t big_endian(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static __attribute__((noinline)) void compress(const uint8_t *block, uint32_t *value)
{
    uint32_t w[80], a = value[0], b = value[1], c = value[2], d = value[3], e = value[4];
    for (int i = 0; i < 16; i++) {
        w[i] = big_endian(block + 4 * i);
    }
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

static __attribute__((noinline)) void update(struct sha1 *context, const void *data, uint32_t count)
{
    const uint8_t *bytes = data;
    uint32_t at = context->count & 63;
    while (count > 0) {
        uint32_t part = 64 - at < count ? 64 - at : count;
        memcpy(context->buffer + at, bytes, part);
        context->count += part;
        bytes += part;
        count -= part;
        at += part;
        if (at == 64) {
            compress(context->buffer, context->value);
            at = 0;
        }
    }
}

static __attribute__((noinline)) void finish(const struct sha1 *context, uint8_t *digest)
{
    uint8_t block[64];
    uint32_t value[5], at = context->count & 63;
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
    uint32_t bits = context->count << 3;
    memset(block + 56, 0, 4);
    for (int i = 0; i < 4; i++) {
        block[60 + i] = (uint8_t)(bits >> (24 - 8 * i));
    }
    compress(block, value);
    for (int i = 0; i < 20; i++) {
        digest[i] = (uint8_t)(value[i / 4] >> (24 - 8 * (i & 3)));
    }
}

/* A decimal counter as text. */
struct counter {
    char digits[12];
    uint32_t length;
};

static void increment(struct counter *counter)
{
    uint32_t at = counter->length;
    while (at > 0 && counter->digits[at - 1] == '9') {
        counter->digits[--at] = '0';
    }
    if (at > 0) {
        counter->digits[at - 1]++;
        return;
    }
    memmove(counter->digits + 1, counter->digits, counter->length);
    counter->digits[0] = '1';
    counter->length++;
}

static __attribute__((noinline)) uint32_t mine(uint32_t first, uint32_t count, const uint8_t *expected)
{
    struct sha1 prefix = {{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, 0, {0}};
    update(&prefix, "ba29a15896fd2d792d5c4b60668bf2b9feebc51d", 40);
    struct counter counter = {"0", 1};
    for (uint32_t i = 0; i < first; i++) {
        increment(&counter);
    }
    uint32_t before = ccount();
    for (uint32_t i = 0; i < count; i++) {
        uint8_t digest[20];
        struct sha1 context = prefix;
        update(&context, counter.digits, counter.length);
        finish(&context, digest);
        if (memcmp(digest, expected, 20) == 0) {
            return 0;
        }
        increment(&counter);
    }
    return ccount() - before;
}

int main(void)
{
    static const uint8_t nothing[20];
    struct sha1 context = {{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, 0, {0}};
    uint8_t digest[20];
    update(&context, "abc", 3);
    finish(&context, digest);
    report("hash", mine(5000, 1000, nothing));
    return !(digest[0] == 0xA9 && digest[19] == 0x9D);
}
