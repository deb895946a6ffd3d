/* MD5 (RFC 1321) of 2336 bytes by code in ROM, as the boot ROM has it: 64 steps written out, each with its constant as
 * a literal beside the code. Every block is copied to the context first. */
#include "hex.h"
#include "measure.h"

#include <string.h>

#define LENGTH 2336
#define ROM(name) __attribute__((noinline, section(".rom.code." #name)))

#define F(x, y, z) ((((y) ^ (z)) & (x)) ^ (z))
#define G(x, y, z) ((((x) ^ (y)) & (z)) ^ (y))
#define H(x, y, z) ((x) ^ (y) ^ (z))
#define I(x, y, z) ((y) ^ ((x) | ~(z)))
#define STEP(f, a, b, c, d, word, by, constant)         \
    a += f(b, c, d) + word + constant;                  \
    a = (a << (by) | a >> (32 - (by))) + b;

struct md5 {
    uint32_t state[4];
    uint32_t bits;
    uint32_t block[16];
};

static ROM(transform) void transform(uint32_t *state, const uint32_t *in)
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
#define FOUR(f, w0, w1, w2, w3, s0, s1, s2, s3, k0, k1, k2, k3)                                         \
    STEP(f, a, b, c, d, in[w0], s0, k0) STEP(f, d, a, b, c, in[w1], s1, k1)                             \
    STEP(f, c, d, a, b, in[w2], s2, k2) STEP(f, b, c, d, a, in[w3], s3, k3)
    FOUR(F, 0, 1, 2, 3, 7, 12, 17, 22, 0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE)
    FOUR(F, 4, 5, 6, 7, 7, 12, 17, 22, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501)
    FOUR(F, 8, 9, 10, 11, 7, 12, 17, 22, 0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE)
    FOUR(F, 12, 13, 14, 15, 7, 12, 17, 22, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821)
    FOUR(G, 1, 6, 11, 0, 5, 9, 14, 20, 0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA)
    FOUR(G, 5, 10, 15, 4, 5, 9, 14, 20, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8)
    FOUR(G, 9, 14, 3, 8, 5, 9, 14, 20, 0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED)
    FOUR(G, 13, 2, 7, 12, 5, 9, 14, 20, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A)
    FOUR(H, 5, 8, 11, 14, 4, 11, 16, 23, 0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C)
    FOUR(H, 1, 4, 7, 10, 4, 11, 16, 23, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70)
    FOUR(H, 13, 0, 3, 6, 4, 11, 16, 23, 0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05)
    FOUR(H, 9, 12, 15, 2, 4, 11, 16, 23, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665)
    FOUR(I, 0, 7, 14, 5, 6, 10, 15, 21, 0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039)
    FOUR(I, 12, 3, 10, 1, 6, 10, 15, 21, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1)
    FOUR(I, 8, 15, 6, 13, 6, 10, 15, 21, 0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1)
    FOUR(I, 4, 11, 2, 9, 6, 10, 15, 21, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

static __attribute__((noinline)) void md5(uint8_t *digest, const uint8_t *text, uint32_t length)
{
    struct md5 context = {{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476}, length << 3, {0}};
    for (; length >= 64; length -= 64, text += 64) {
        memcpy(context.block, text, 64);
        transform(context.state, context.block);
    }
    uint8_t *block = (uint8_t *)context.block;
    memcpy(block, text, length);
    block[length++] = 0x80;
    if (length > 56) {
        memset(block + length, 0, 64 - length);
        transform(context.state, context.block);
        length = 0;
    }
    memset(block + length, 0, 64 - length);
    context.block[14] = context.bits;
    transform(context.state, context.block);
    memcpy(digest, context.state, 16);
}

int main(void)
{
    static uint8_t text[LENGTH] __attribute__((aligned(4)));
    uint8_t digest[16];
    uint32_t wrong = 0;
    /* RFC 1321, A.5 */
    md5(digest, (const uint8_t *)"message digest", 14);
    wrong |= differs_from_hex(digest, "f96b697d7cb7938d525a2f31aaf161d0");
    for (uint32_t i = 0; i < 80; i++) {
        text[i] = (uint8_t)('0' + (i + 1) % 10);
    }
    md5(digest, text, 80);
    wrong |= differs_from_hex(digest, "57edf4a22be3c955ac49da2e2107b67a");
    for (uint32_t i = 0; i < LENGTH; i++) {
        text[i] = (uint8_t)(32 + i % 95);
    }
    uint32_t before = ccount();
    md5(digest, text, LENGTH);
    report("md5", ccount() - before);
    return wrong != 0;
}
