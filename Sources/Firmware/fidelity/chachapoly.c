/* ChaCha20-Poly1305 (RFC 8439) in libsodium's form: the block in sixteen variables, the authenticator in five limbs of
 * 26 bits with 32 x 32 -> 64 products; words are read whole when the message lies on a word, byte by byte when not.
 * What libsodium has in another file is not inlined. */
#include "hex.h"
#include "measure.h"

#include <string.h>

#define APART __attribute__((noinline))
#define MASK 0x3FFFFFF

#define WORDS(x) x##0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8, x##9, x##10, x##11, x##12, x##13, x##14, x##15
#define EACH_WORD(of) of(0) of(1) of(2) of(3) of(4) of(5) of(6) of(7) of(8) of(9) of(10) of(11) of(12) of(13) of(14) \
        of(15)
#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define QUARTER(a, b, c, d)                         \
    a += b;                                         \
    d = ROTATE(d ^ a, 16);                          \
    c += d;                                         \
    b = ROTATE(b ^ c, 12);                          \
    a += b;                                         \
    d = ROTATE(d ^ a, 8);                           \
    c += d;                                         \
    b = ROTATE(b ^ c, 7);

static inline uint32_t load(const uint8_t *from)
{
    return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static inline void store(uint8_t *to, uint32_t word)
{
    to[0] = (uint8_t)word;
    word >>= 8;
    to[1] = (uint8_t)word;
    word >>= 8;
    to[2] = (uint8_t)word;
    word >>= 8;
    to[3] = (uint8_t)word;
}

static int on_word(const void *address) { return ((uintptr_t)address & 3) == 0; }

static void xor_stream(uint32_t *input, const uint8_t *from, uint8_t *to, uint64_t count)
{
    uint32_t WORDS(x), WORDS(j);
    uint8_t *target = NULL, part[64] __attribute__((aligned(4)));
    int whole = on_word(from) && on_word(to);
#define LOAD_INPUT(i) j##i = input[i];
    EACH_WORD(LOAD_INPUT)
    for (;;) {
        if (count < 64) {
            memset(part, 0, 64);
            for (unsigned i = 0; i < count; i++) {
                part[i] = from[i];
            }
            from = part;
            target = to;
            to = part;
        }
#define START(i) x##i = j##i;
        EACH_WORD(START)
        for (unsigned i = 20; i > 0; i -= 2) {
            QUARTER(x0, x4, x8, x12)
            QUARTER(x1, x5, x9, x13)
            QUARTER(x2, x6, x10, x14)
            QUARTER(x3, x7, x11, x15)
            QUARTER(x0, x5, x10, x15)
            QUARTER(x1, x6, x11, x12)
            QUARTER(x2, x7, x8, x13)
            QUARTER(x3, x4, x9, x14)
        }
#define FINISH(i) x##i += j##i;
        EACH_WORD(FINISH)
        if (whole) {
#define XOR_WORD(i) x##i ^= ((const uint32_t *)from)[i];
            EACH_WORD(XOR_WORD)
        } else {
#define XOR_BYTES(i) x##i ^= load(from + 4 * i);
            EACH_WORD(XOR_BYTES)
        }
        j12++;
        if (!j12) {
            j13++;
        }
        if (whole) {
#define STORE_WORD(i) ((uint32_t *)to)[i] = x##i;
            EACH_WORD(STORE_WORD)
        } else {
#define STORE_BYTES(i) store(to + 4 * i, x##i);
            EACH_WORD(STORE_BYTES)
        }
        if (count <= 64) {
            if (count < 64) {
                for (unsigned i = 0; i < (unsigned)count; i++) {
                    target[i] = to[i];
                }
            }
            input[12] = j12;
            input[13] = j13;
            return;
        }
        count -= 64;
        to += 64;
        from += 64;
    }
}

static APART void chacha20(uint8_t *to, const uint8_t *from, uint64_t count, const uint8_t *nonce, uint32_t counter,
                           const uint8_t *key)
{
    uint32_t input[16] = {0x61707865, 0x3320646E, 0x79622D32, 0x6B206574};
    for (int i = 0; i < 8; i++) {
        input[4 + i] = load(key + 4 * i);
    }
    input[12] = counter;
    for (int i = 0; i < 3; i++) {
        input[13 + i] = load(nonce + 4 * i);
    }
    xor_stream(input, from, to, count);
    memset(input, 0, sizeof input);
}

struct poly1305 {
    uint32_t r[5], h[5], pad[4];
    uint64_t left;
    uint8_t buffer[16];
    uint8_t final;
};

static APART void poly1305_init(struct poly1305 *state, const uint8_t *key)
{
    state->r[0] = load(key) & MASK;
    state->r[1] = load(key + 3) >> 2 & 0x3FFFF03;
    state->r[2] = load(key + 6) >> 4 & 0x3FFC0FF;
    state->r[3] = load(key + 9) >> 6 & 0x3F03FFF;
    state->r[4] = load(key + 12) >> 8 & 0x00FFFFF;
    memset(state->h, 0, sizeof state->h);
    for (int i = 0; i < 4; i++) {
        state->pad[i] = load(key + 16 + 4 * i);
    }
    state->left = 0;
    state->final = 0;
}

#define P(a, b) ((uint64_t)(a) * (b))

static void poly1305_blocks(struct poly1305 *state, const uint8_t *from, uint64_t count)
{
    uint32_t high = state->final ? 0 : 1u << 24;
    int whole = on_word(from);
    uint32_t r0 = state->r[0], r1 = state->r[1], r2 = state->r[2], r3 = state->r[3], r4 = state->r[4];
    uint32_t s1 = r1 * 5, s2 = r2 * 5, s3 = r3 * 5, s4 = r4 * 5;
    uint32_t h0 = state->h[0], h1 = state->h[1], h2 = state->h[2], h3 = state->h[3], h4 = state->h[4], c;
    while (count >= 16) {
        if (whole) {
            const uint32_t *word = (const uint32_t *)from;
            uint32_t w0 = word[0], w1 = word[1], w2 = word[2], w3 = word[3];
            h0 += w0 & MASK;
            h1 += (w0 >> 26 | w1 << 6) & MASK;
            h2 += (w1 >> 20 | w2 << 12) & MASK;
            h3 += (w2 >> 14 | w3 << 18) & MASK;
            h4 += w3 >> 8 | high;
        } else {
            h0 += load(from) & MASK;
            h1 += load(from + 3) >> 2 & MASK;
            h2 += load(from + 6) >> 4 & MASK;
            h3 += load(from + 9) >> 6 & MASK;
            h4 += load(from + 12) >> 8 | high;
        }
        uint64_t d0 = P(h0, r0) + P(h1, s4) + P(h2, s3) + P(h3, s2) + P(h4, s1);
        uint64_t d1 = P(h0, r1) + P(h1, r0) + P(h2, s4) + P(h3, s3) + P(h4, s2);
        uint64_t d2 = P(h0, r2) + P(h1, r1) + P(h2, r0) + P(h3, s4) + P(h4, s3);
        uint64_t d3 = P(h0, r3) + P(h1, r2) + P(h2, r1) + P(h3, r0) + P(h4, s4);
        uint64_t d4 = P(h0, r4) + P(h1, r3) + P(h2, r2) + P(h3, r1) + P(h4, r0);
        h0 = (uint32_t)d0 & MASK;
        d1 += (uint32_t)(d0 >> 26);
        h1 = (uint32_t)d1 & MASK;
        d2 += (uint32_t)(d1 >> 26);
        h2 = (uint32_t)d2 & MASK;
        d3 += (uint32_t)(d2 >> 26);
        h3 = (uint32_t)d3 & MASK;
        d4 += (uint32_t)(d3 >> 26);
        h4 = (uint32_t)d4 & MASK;
        h0 += (uint32_t)(d4 >> 26) * 5;
        c = h0 >> 26;
        h0 &= MASK;
        h1 += c;
        from += 16;
        count -= 16;
    }
    state->h[0] = h0;
    state->h[1] = h1;
    state->h[2] = h2;
    state->h[3] = h3;
    state->h[4] = h4;
}

static APART void poly1305_update(struct poly1305 *state, const uint8_t *from, uint64_t count)
{
    if (state->left) {
        uint64_t want = 16 - state->left < count ? 16 - state->left : count;
        for (uint64_t i = 0; i < want; i++) {
            state->buffer[state->left + i] = from[i];
        }
        count -= want;
        from += want;
        state->left += want;
        if (state->left < 16) {
            return;
        }
        poly1305_blocks(state, state->buffer, 16);
        state->left = 0;
    }
    if (count >= 16) {
        uint64_t want = count & ~(uint64_t)15;
        poly1305_blocks(state, from, want);
        from += want;
        count -= want;
    }
    for (uint64_t i = 0; i < count; i++) {
        state->buffer[state->left + i] = from[i];
    }
    state->left += count;
}

/* Its input is always padded to blocks here. */
static APART void poly1305_finish(struct poly1305 *state, uint8_t *mac)
{
    uint32_t h[5], g[5], over = 0;
    memcpy(h, state->h, sizeof h);
    for (int i = 1; i < 6; i++) {
        uint32_t *limb = &h[i % 5];
        *limb += over;
        over = *limb >> 26;
        *limb &= MASK;
        if (i == 4) {
            over *= 5;
        }
    }
    h[1] += over;
    over = 5;
    for (int i = 0; i < 5; i++) {
        g[i] = h[i] + over;
        over = g[i] >> 26;
        g[i] &= MASK;
    }
    uint32_t above = (uint32_t)-(int32_t)over;
    for (int i = 0; i < 5; i++) {
        h[i] = (h[i] & ~above) | (g[i] & above);
    }
    uint64_t sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += (uint64_t)(h[i] >> 6 * i | h[i + 1] << (26 - 6 * i)) + state->pad[i];
        store(mac + 4 * i, (uint32_t)sum);
        sum >>= 32;
    }
    memset(state, 0, sizeof *state);
}

static void pad(struct poly1305 *state, size_t count)
{
    static const uint8_t zeros[16];
    if (count % 16) {
        poly1305_update(state, zeros, 16 - count % 16);
    }
}

/* Encrypts in place; the tag follows the text. */
static APART void seal(uint8_t *data, size_t count, const uint8_t *extra, size_t extra_count, const uint8_t *nonce,
                       const uint8_t *key)
{
    struct poly1305 state;
    uint8_t block[64] __attribute__((aligned(4)));
    memset(block, 0, sizeof block);
    chacha20(block, block, 64, nonce, 0, key);
    poly1305_init(&state, block);
    if (extra_count) {
        poly1305_update(&state, extra, extra_count);
        pad(&state, extra_count);
    }
    chacha20(data, data, count, nonce, 1, key);
    poly1305_update(&state, data, count);
    pad(&state, count);
    memset(block, 0, 16);
    store(block, extra_count);
    store(block + 8, count);
    poly1305_update(&state, block, 16);
    poly1305_finish(&state, data + count);
    memset(&state, 0, sizeof state);
    memset(block, 0, sizeof block);
}

static uint8_t buffer[1024] __attribute__((aligned(8)));

static uint32_t time_of(uint8_t *data, size_t count, const uint8_t *nonce, const uint8_t *key)
{
    seal(data, count, NULL, 0, nonce, key);
    uint32_t before = ccount();
    seal(data, count, NULL, 0, nonce, key);
    return ccount() - before;
}

/* RFC 8439, 2.8.2 */
static uint32_t check(uint8_t *data)
{
    static const char text[] = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                               "future, sunscreen would be it.";
    uint8_t key[32], nonce[12], extra[12];
    for (int i = 0; i < 32; i++) {
        key[i] = (uint8_t)(0x80 + i);
    }
    from_hex(nonce, "070000004041424344454647");
    from_hex(extra, "50515253c0c1c2c3c4c5c6c7");
    memcpy(data, text, sizeof text - 1);
    seal(data, sizeof text - 1, extra, sizeof extra, nonce, key);
    return differs_from_hex(data, "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6") |
           differs_from_hex(data + sizeof text - 1, "1ae10b594f09e26a7e902ecbd0600691");
}

int main(void)
{
    uint8_t key[32], nonce[12] = {0};
    memset(key, 0xAB, sizeof key);
    uint32_t wrong = check(buffer) | check(buffer + 1);
    uint32_t small = time_of(buffer, 100, nonce, key), large = time_of(buffer, 1000, nonce, key);
    report("words-100", small);
    report("words-1000", large);
    report("words-900-more", large - small);
    report("bytes-900-more", time_of(buffer + 1, 1000, nonce, key) - time_of(buffer + 1, 100, nonce, key));
    return wrong != 0;
}
