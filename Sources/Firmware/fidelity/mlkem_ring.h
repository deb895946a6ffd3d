/* The first half of ML-KEM-512: Keccak's sponge and polynomials modulo 3329. mlkem.c says why functions are not static. */
#ifndef VESP_FIDELITY_MLKEM_RING_H
#define VESP_FIDELITY_MLKEM_RING_H

#include "keccak.h"

#include <string.h>

#define Q 3329
#define N 256
#define SYMBOLS 32
#define EK_BYTES 800
#define DK_BYTES 1632
#define CIPHERTEXT_BYTES 768
#define POLY_BYTES 384
#define SHAKE128_RATE 168
#define SHAKE256_RATE 136
#define SAMPLE_BLOCKS 3

#define ALIGNED __attribute__((aligned(32)))
#define WIPE(object) wipe(&(object), sizeof(object))

typedef struct {
    int16_t at[N];
} ALIGNED poly;

typedef struct {
    poly of[2];
} vector;

typedef struct {
    vector row[2];
} matrix;

typedef struct {
    int16_t at[N / 2];
} ALIGNED half;

typedef struct {
    half of[2];
} cache;

static void wipe(void *start, size_t count)
{
    volatile uint8_t *at = (volatile uint8_t *)start;
    while (count--) {
        *at++ = 0;
    }
}

/* Without inline assembly mlkem-native keeps the compiler from seeing what a mask is by a volatile zero. */
static volatile uint64_t blocker;

static uint16_t mask_of(int32_t below) { return (uint16_t)((below ^ (int32_t)blocker) >> 16); }
static uint16_t mask_not_zero(uint16_t x) { return mask_of(-(int32_t)x); }

static int16_t select16(int16_t a, int16_t b, uint16_t condition)
{
    uint16_t au = (uint16_t)a, bu = (uint16_t)b;
    return (int16_t)(bu ^ (mask_not_zero(condition) & (au ^ bu)));
}

static uint8_t differ(const uint8_t *a, const uint8_t *b, size_t count)
{
    uint8_t any = 0, parity = 0;
    for (unsigned i = 0; i < count; i++) {
        any |= a[i] ^ b[i];
        parity ^= a[i] ^ b[i];
    }
    return (uint8_t)(((uint8_t)mask_not_zero(any) ^ parity ^ (uint8_t)blocker) ^ parity);
}

/* The sponge */
void xor_bytes(uint64_t *state, const uint8_t *data, unsigned offset, unsigned count)
{
    uint8_t *to = (uint8_t *)state + offset;
    for (unsigned i = 0; i < count; i++) {
        to[i] ^= data[i];
    }
}

void extract_bytes(const uint64_t *state, uint8_t *data, unsigned count)
{
    const uint8_t *from = (const uint8_t *)state;
    for (unsigned i = 0; i < count; i++) {
        data[i] = from[i];
    }
}

void hash(uint8_t *output, size_t output_count, const uint8_t *input, size_t count, unsigned rate,
          uint8_t padding)
{
    uint64_t state[25];
    const uint8_t last = 128;
    for (size_t i = 0; i < 25; i++) {
        state[i] = 0;
    }
    while (count >= rate) {
        xor_bytes(state, input, 0, rate);
        permute(state);
        count -= rate;
        input += rate;
    }
    if (count > 0) {
        xor_bytes(state, input, 0, (unsigned)count);
    }
    xor_bytes(state, &padding, (unsigned)count, 1);
    xor_bytes(state, &last, rate - 1, 1);
    while (output_count > 0) {
        permute(state);
        size_t part = output_count < rate ? output_count : rate;
        extract_bytes(state, output, (unsigned)part);
        output += part;
        output_count -= part;
    }
    WIPE(state);
}

void sha3_256(uint8_t *digest, const uint8_t *input, size_t count) { hash(digest, 32, input, count, 136, 6); }
void sha3_512(uint8_t *digest, const uint8_t *input, size_t count) { hash(digest, 64, input, count, 72, 6); }

void shake256(uint8_t *output, size_t output_count, const uint8_t *input, size_t count)
{
    hash(output, output_count, input, count, SHAKE256_RATE, 0x1F);
}

struct four_states {
    uint64_t of[4][25];
};

void absorb_four(struct four_states *states, const uint8_t *inputs, size_t stride, unsigned count, unsigned rate)
{
    const uint8_t padding = 0x1F, last = 128;
    memset(states, 0, sizeof *states);
    for (int i = 0; i < 4; i++) {
        xor_bytes(states->of[i], inputs + (size_t)i * stride, 0, count);
    }
    for (int i = 0; i < 4; i++) {
        xor_bytes(states->of[i], &padding, count, 1);
    }
    for (int i = 0; i < 4; i++) {
        xor_bytes(states->of[i], &last, rate - 1, 1);
    }
}

void squeeze_four(uint8_t *outputs, size_t stride, size_t blocks, struct four_states *states, unsigned rate)
{
    for (; blocks > 0; blocks--) {
        permute(states->of[0]);
        permute(states->of[1]);
        permute(states->of[2]);
        permute(states->of[3]);
        for (int i = 0; i < 4; i++) {
            extract_bytes(states->of[i], outputs + (size_t)i * stride, rate);
        }
        outputs += rate;
    }
}

/* Arithmetic modulo 3329 */
static int16_t montgomery(int32_t a)
{
    int16_t t = (int16_t)(uint16_t)((uint16_t)a * 62209u);
    return (int16_t)((a - (int32_t)t * Q) >> 16);
}

static int16_t multiply(int16_t a, int16_t b) { return montgomery((int32_t)a * b); }

static int16_t barrett(int16_t a)
{
    int32_t quotient = (20159 * a + (1 << 25)) >> 26;
    return (int16_t)(a - quotient * Q);
}

/* 17^brv(i) 2^16, centred */
static int16_t zetas[N / 2];

static void fill_zetas(void)
{
    for (int i = 0; i < N / 2; i++) {
        int32_t power = 65536 % Q;
        int reversed = 0;
        for (int bit = 0; bit < 7; bit++) {
            reversed |= (i >> bit & 1) << (6 - bit);
        }
        while (reversed--) {
            power = power * 17 % Q;
        }
        zetas[i] = (int16_t)(power > Q / 2 ? power - Q : power);
    }
}

static void butterflies(int16_t *r, int16_t zeta, unsigned start, unsigned length)
{
    for (unsigned j = start; j < start + length; j++) {
        int16_t t = multiply(r[j + length], zeta);
        r[j + length] = (int16_t)(r[j] - t);
        r[j] = (int16_t)(r[j] + t);
    }
}

static void transform_layer(int16_t *r, unsigned layer)
{
    unsigned k = 1u << (layer - 1), length = N >> layer;
    for (unsigned start = 0; start < N; start += 2 * length) {
        butterflies(r, zetas[k++], start, length);
    }
}

void transform(poly *p)
{
    for (unsigned layer = 1; layer <= 7; layer++) {
        transform_layer(p->at, layer);
    }
}

static void invert_layer(int16_t *r, unsigned layer)
{
    unsigned k = (1u << layer) - 1, length = N >> layer;
    for (unsigned start = 0; start < N; start += 2 * length) {
        int16_t zeta = zetas[k--];
        for (unsigned j = start; j < start + length; j++) {
            int16_t t = r[j];
            r[j] = barrett((int16_t)(t + r[j + length]));
            r[j + length] = (int16_t)(r[j + length] - t);
            r[j + length] = multiply(r[j + length], zeta);
        }
    }
}

void invert(poly *p)
{
    for (unsigned j = 0; j < N; j++) {
        p->at[j] = multiply(p->at[j], 1441);
    }
    for (unsigned layer = 7; layer > 0; layer--) {
        invert_layer(p->at, layer);
    }
}

void to_montgomery(poly *p)
{
    for (unsigned i = 0; i < N; i++) {
        p->at[i] = multiply(p->at[i], 1353);
    }
}

void reduce(poly *p)
{
    for (unsigned i = 0; i < N; i++) {
        int16_t c = barrett(p->at[i]);
        p->at[i] = select16((int16_t)(c + Q), c, mask_of(c));
    }
}

void add(poly *p, const poly *q)
{
    for (unsigned i = 0; i < N; i++) {
        p->at[i] = (int16_t)(p->at[i] + q->at[i]);
    }
}

void subtract(poly *p, const poly *q)
{
    for (unsigned i = 0; i < N; i++) {
        p->at[i] = (int16_t)(p->at[i] - q->at[i]);
    }
}

/* The products by roots of unity that every product with `a` needs. */
void fill_cache(half *x, const poly *a)
{
    for (unsigned i = 0; i < N / 4; i++) {
        x->at[2 * i] = multiply(a->at[4 * i + 1], zetas[64 + i]);
        x->at[2 * i + 1] = multiply(a->at[4 * i + 3], (int16_t)-zetas[64 + i]);
    }
}

void multiply_vectors(poly *r, const vector *a, const vector *b, const cache *b_cache)
{
    for (unsigned i = 0; i < N / 2; i++) {
        int32_t t[2] = {0};
        for (unsigned k = 0; k < 2; k++) {
            t[0] += (int32_t)a->of[k].at[2 * i + 1] * b_cache->of[k].at[i];
            t[0] += (int32_t)a->of[k].at[2 * i] * b->of[k].at[2 * i];
            t[1] += (int32_t)a->of[k].at[2 * i] * b->of[k].at[2 * i + 1];
            t[1] += (int32_t)a->of[k].at[2 * i + 1] * b->of[k].at[2 * i];
        }
        r->at[2 * i] = montgomery(t[0]);
        r->at[2 * i + 1] = montgomery(t[1]);
    }
}

#define FOR_BOTH(function)                                                    \
    void function##_vector(vector *v)                                         \
    {                                                                         \
        for (unsigned i = 0; i < 2; i++) {                                    \
            function(&v->of[i]);                                              \
        }                                                                     \
    }

FOR_BOTH(transform)
FOR_BOTH(invert)
FOR_BOTH(to_montgomery)
FOR_BOTH(reduce)

void add_vector(vector *v, const vector *w)
{
    for (unsigned i = 0; i < 2; i++) {
        add(&v->of[i], &w->of[i]);
    }
}

void fill_caches(cache *x, const vector *a)
{
    for (unsigned i = 0; i < 2; i++) {
        fill_cache(&x->of[i], &a->of[i]);
    }
}

void multiply_matrix(vector *out, const matrix *a, const vector *v, const cache *v_cache)
{
    for (unsigned i = 0; i < 2; i++) {
        multiply_vectors(&out->of[i], &a->row[i], v, v_cache);
    }
}

#endif
