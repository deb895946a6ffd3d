/* Integers modulo 2^255 - 19 in ten signed 32-bit limbs of 26 and 25 bits by turns, in the form of Bernstein's ref10
 * that libsodium has for 32-bit machines: all of a product in one function, its operands in variables. Static, because
 * libsodium compiles them into each file that multiplies. */
#ifndef VESP_FIDELITY_FIELD25519_H
#define VESP_FIDELITY_FIELD25519_H

#include <stdint.h>
#include <string.h>

typedef int32_t field[10];

#define EACH_LIMB(of) of(0) of(1) of(2) of(3) of(4) of(5) of(6) of(7) of(8) of(9)
#define LOAD_F(i) int32_t f##i = f[i];
#define LOAD_G(i) int32_t g##i = g[i];
#define STORE_H(i) h[i] = (int32_t)h##i;

#define CARRY_TIMES(from, to, bits, factor)                                              \
    {                                                                                    \
        int64_t over = (h##from + ((int64_t)1 << ((bits) - 1))) >> (bits);               \
        h##to += over * (factor);                                                        \
        h##from -= (int64_t)((uint64_t)over << (bits));                                  \
    }
#define CARRY_26(from, to) CARRY_TIMES(from, to, 26, 1)
#define CARRY_25(from, to) CARRY_TIMES(from, to, 25, 1)
#define CARRY_ROUND CARRY_TIMES(9, 0, 25, 19)

/* From two ends at once, so that a carry rarely waits for the one before. */
#define CARRY_PRODUCT                                                                    \
    CARRY_26(0, 1) CARRY_26(4, 5) CARRY_25(1, 2) CARRY_25(5, 6) CARRY_26(2, 3) CARRY_26(6, 7) \
    CARRY_25(3, 4) CARRY_25(7, 8) CARRY_26(4, 5) CARRY_26(8, 9) CARRY_ROUND CARRY_26(0, 1)

#define P(a, b) ((int64_t)(a) * (b))

static inline void field_set(int32_t *h, int32_t small)
{
    h[0] = small;
    memset(h + 1, 0, 9 * sizeof *h);
}

static inline void field_copy(int32_t *h, const int32_t *f)
{
    EACH_LIMB(LOAD_F)
#define COPY(i) h[i] = f##i;
    EACH_LIMB(COPY)
#undef COPY
}

static inline void field_add(int32_t *h, const int32_t *f, const int32_t *g)
{
#define ADD(i) int32_t h##i = f[i] + g[i];
    EACH_LIMB(ADD)
#undef ADD
    EACH_LIMB(STORE_H)
}

static void field_subtract(int32_t *h, const int32_t *f, const int32_t *g)
{
#define SUBTRACT(i) int32_t h##i = f[i] - g[i];
    EACH_LIMB(SUBTRACT)
#undef SUBTRACT
    EACH_LIMB(STORE_H)
}

static inline void field_negate(int32_t *h, const int32_t *f)
{
#define NEGATE(i) int32_t h##i = -f[i];
    EACH_LIMB(NEGATE)
#undef NEGATE
    EACH_LIMB(STORE_H)
}

/* An odd limb stands for twice what its index says, and past 2^255 all count 19 times. */
static void field_multiply(int32_t *h, const int32_t *f, const int32_t *g)
{
    EACH_LIMB(LOAD_F)
    EACH_LIMB(LOAD_G)
    int32_t w1 = 19 * g1, w2 = 19 * g2, w3 = 19 * g3, w4 = 19 * g4, w5 = 19 * g5, w6 = 19 * g6, w7 = 19 * g7,
            w8 = 19 * g8, w9 = 19 * g9;
    int32_t d1 = 2 * f1, d3 = 2 * f3, d5 = 2 * f5, d7 = 2 * f7, d9 = 2 * f9;
    int64_t h0 = P(f0, g0) + P(d1, w9) + P(f2, w8) + P(d3, w7) + P(f4, w6) + P(d5, w5) + P(f6, w4) + P(d7, w3) +
                 P(f8, w2) + P(d9, w1);
    int64_t h1 = P(f0, g1) + P(f1, g0) + P(f2, w9) + P(f3, w8) + P(f4, w7) + P(f5, w6) + P(f6, w5) + P(f7, w4) +
                 P(f8, w3) + P(f9, w2);
    int64_t h2 = P(f0, g2) + P(d1, g1) + P(f2, g0) + P(d3, w9) + P(f4, w8) + P(d5, w7) + P(f6, w6) + P(d7, w5) +
                 P(f8, w4) + P(d9, w3);
    int64_t h3 = P(f0, g3) + P(f1, g2) + P(f2, g1) + P(f3, g0) + P(f4, w9) + P(f5, w8) + P(f6, w7) + P(f7, w6) +
                 P(f8, w5) + P(f9, w4);
    int64_t h4 = P(f0, g4) + P(d1, g3) + P(f2, g2) + P(d3, g1) + P(f4, g0) + P(d5, w9) + P(f6, w8) + P(d7, w7) +
                 P(f8, w6) + P(d9, w5);
    int64_t h5 = P(f0, g5) + P(f1, g4) + P(f2, g3) + P(f3, g2) + P(f4, g1) + P(f5, g0) + P(f6, w9) + P(f7, w8) +
                 P(f8, w7) + P(f9, w6);
    int64_t h6 = P(f0, g6) + P(d1, g5) + P(f2, g4) + P(d3, g3) + P(f4, g2) + P(d5, g1) + P(f6, g0) + P(d7, w9) +
                 P(f8, w8) + P(d9, w7);
    int64_t h7 = P(f0, g7) + P(f1, g6) + P(f2, g5) + P(f3, g4) + P(f4, g3) + P(f5, g2) + P(f6, g1) + P(f7, g0) +
                 P(f8, w9) + P(f9, w8);
    int64_t h8 = P(f0, g8) + P(d1, g7) + P(f2, g6) + P(d3, g5) + P(f4, g4) + P(d5, g3) + P(f6, g2) + P(d7, g1) +
                 P(f8, g0) + P(d9, w9);
    int64_t h9 = P(f0, g9) + P(f1, g8) + P(f2, g7) + P(f3, g6) + P(f4, g5) + P(f5, g4) + P(f6, g3) + P(f7, g2) +
                 P(f8, g1) + P(f9, g0);
    CARRY_PRODUCT
    EACH_LIMB(STORE_H)
}

#define SQUARE_COLUMNS                                                                                           \
    EACH_LIMB(LOAD_F)                                                                                            \
    int32_t d0 = 2 * f0, d1 = 2 * f1, d2 = 2 * f2, d3 = 2 * f3, d4 = 2 * f4, d5 = 2 * f5, d6 = 2 * f6, d7 = 2 * f7; \
    int32_t w5 = 38 * f5, w6 = 19 * f6, w7 = 38 * f7, w8 = 19 * f8, w9 = 38 * f9;                                \
    int64_t h0 = P(f0, f0) + P(d1, w9) + P(d2, w8) + P(d3, w7) + P(d4, w6) + P(f5, w5);                          \
    int64_t h1 = P(d0, f1) + P(f2, w9) + P(d3, w8) + P(f4, w7) + P(d5, w6);                                      \
    int64_t h2 = P(d0, f2) + P(d1, f1) + P(d3, w9) + P(d4, w8) + P(d5, w7) + P(f6, w6);                          \
    int64_t h3 = P(d0, f3) + P(d1, f2) + P(f4, w9) + P(d5, w8) + P(f6, w7);                                      \
    int64_t h4 = P(d0, f4) + P(d1, d3) + P(f2, f2) + P(d5, w9) + P(d6, w8) + P(f7, w7);                          \
    int64_t h5 = P(d0, f5) + P(d1, f4) + P(d2, f3) + P(f6, w9) + P(d7, w8);                                      \
    int64_t h6 = P(d0, f6) + P(d1, d5) + P(d2, f4) + P(d3, f3) + P(d7, w9) + P(f8, w8);                          \
    int64_t h7 = P(d0, f7) + P(d1, f6) + P(d2, f5) + P(d3, f4) + P(f8, w9);                                      \
    int64_t h8 = P(d0, f8) + P(d1, d7) + P(d2, f6) + P(d3, d5) + P(f4, f4) + P(f9, w9);                          \
    int64_t h9 = P(d0, f9) + P(d1, f8) + P(d2, f7) + P(d3, f6) + P(d4, f5);

static void field_square(int32_t *h, const int32_t *f)
{
    SQUARE_COLUMNS
    CARRY_PRODUCT
    EACH_LIMB(STORE_H)
}

static inline void square_times(int32_t *h, const int32_t *f, int count)
{
    field_square(h, f);
    for (int i = 1; i < count; i++) {
        field_square(h, h);
    }
}

/* f^(2^255 - 21), by exponents of n ones: n ones and m ones give n + m. */
static void field_invert(int32_t *inverse, const int32_t *f)
{
    field f11, ones5, ones10, ones50, a, b;
    field_square(a, f);
    square_times(b, a, 2);
    field_multiply(b, b, f);
    field_multiply(f11, b, a);
    field_square(a, f11);
    field_multiply(ones5, a, b);
    square_times(a, ones5, 5);
    field_multiply(ones10, a, ones5);
    square_times(a, ones10, 10);
    field_multiply(b, a, ones10);
    square_times(a, b, 20);
    field_multiply(a, a, b);
    square_times(a, a, 10);
    field_multiply(ones50, a, ones10);
    square_times(a, ones50, 50);
    field_multiply(b, a, ones50);
    square_times(a, b, 100);
    field_multiply(a, a, b);
    square_times(a, a, 50);
    field_multiply(a, a, ones50);
    square_times(a, a, 5);
    field_multiply(inverse, a, f11);
}

/* Where limb i starts, in bits, and how wide it is. */
static const uint8_t limb_starts[10] = {0, 26, 51, 77, 102, 128, 153, 179, 204, 230};
#define LIMB_WIDTH(i) ((i) & 1 ? 25 : 26)

/* Bit 255 is ignored (RFC 7748, 5). */
static inline void field_from_bytes(int32_t *h, const uint8_t *bytes)
{
    for (int i = 0; i < 10; i++) {
        const uint8_t *from = bytes + limb_starts[i] / 8;
        uint32_t word = from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
        h[i] = (int32_t)(word >> limb_starts[i] % 8 & ((1u << LIMB_WIDTH(i)) - 1));
    }
}

/* Bytes of the least residue that is not negative. */
static inline void field_to_bytes(uint8_t *bytes, const int32_t *f)
{
    int32_t h[10];
    memcpy(h, f, sizeof h);
    int32_t over = (19 * h[9] + (1 << 24)) >> 25;
    for (int i = 0; i < 10; i++) {
        over = (h[i] + over) >> LIMB_WIDTH(i);
    }
    h[0] += 19 * over;
    memset(bytes, 0, 32);
    for (int i = 0; i < 10; i++) {
        if (i < 9) {
            h[i + 1] += h[i] >> LIMB_WIDTH(i);
        }
        uint32_t word = ((uint32_t)h[i] & ((1u << LIMB_WIDTH(i)) - 1)) << limb_starts[i] % 8;
        for (int j = 0; j < 4; j++) {
            bytes[limb_starts[i] / 8 + j] |= (uint8_t)(word >> 8 * j);
        }
    }
}

/* A secret as a multiple of the cofactor, of fixed length (RFC 7748, 5). */
static inline void clamp(uint8_t *scalar, const uint8_t *secret)
{
    memcpy(scalar, secret, 32);
    scalar[0] &= 248;
    scalar[31] = (scalar[31] & 127) | 64;
}

#endif
