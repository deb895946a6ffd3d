/* The second half of ML-KEM-512: sampling, encoding, and the three operations. */
#ifndef VESP_FIDELITY_MLKEM_KEM_H
#define VESP_FIDELITY_MLKEM_KEM_H

#include "mlkem_ring.h"

static unsigned sample_uniform(int16_t *r, unsigned target, unsigned from, const uint8_t *bytes, unsigned count)
{
    unsigned got = from, at = 0;
    while (got < target && at + 3 <= count) {
        int16_t first = (int16_t)((bytes[at] | (uint16_t)bytes[at + 1] << 8) & 0xFFF);
        int16_t second = (int16_t)((bytes[at + 1] >> 4 | bytes[at + 2] << 4) & 0xFFF);
        at += 3;
        if (first < Q) {
            r[got++] = first;
        }
        if (got < target && second < Q) {
            r[got++] = second;
        }
    }
    return got;
}

void sample_matrix(matrix *a, const uint8_t *seed, int transposed)
{
    ALIGNED uint8_t seeds[4][64];
    ALIGNED uint8_t bytes[4][512];
    struct four_states states;
    poly *entries[4] = {&a->row[0].of[0], &a->row[0].of[1], &a->row[1].of[0], &a->row[1].of[1]};
    unsigned got[4] = {0}, blocks = SAMPLE_BLOCKS;
    for (unsigned i = 0; i < 4; i++) {
        uint8_t x = (uint8_t)(i / 2), y = (uint8_t)(i % 2);
        memcpy(seeds[i], seed, SYMBOLS);
        seeds[i][SYMBOLS] = transposed ? x : y;
        seeds[i][SYMBOLS + 1] = transposed ? y : x;
    }
    absorb_four(&states, seeds[0], sizeof seeds[0], SYMBOLS + 2, SHAKE128_RATE);
    do {
        squeeze_four(bytes[0], sizeof bytes[0], blocks, &states, SHAKE128_RATE);
        for (unsigned i = 0; i < 4; i++) {
            got[i] = sample_uniform(entries[i]->at, N, got[i], bytes[i], blocks * SHAKE128_RATE);
        }
        blocks = 1;
    } while (got[0] < N || got[1] < N || got[2] < N || got[3] < N);
    WIPE(states);
    WIPE(bytes);
    WIPE(seeds);
}

static uint32_t load(const uint8_t *bytes, unsigned count)
{
    uint32_t word = 0;
    for (unsigned i = 0; i < count; i++) {
        word |= (uint32_t)bytes[i] << 8 * i;
    }
    return word;
}

void binomial2(poly *r, const uint8_t *bytes)
{
    for (unsigned i = 0; i < N / 8; i++) {
        uint32_t t = load(bytes + 4 * i, 4);
        uint32_t d = (t & 0x55555555) + (t >> 1 & 0x55555555);
        for (unsigned j = 0; j < 8; j++) {
            r->at[8 * i + j] = (int16_t)((int16_t)(d >> 4 * j & 3) - (int16_t)(d >> (4 * j + 2) & 3));
        }
    }
}

void binomial3(poly *r, const uint8_t *bytes)
{
    for (unsigned i = 0; i < N / 4; i++) {
        uint32_t t = load(bytes + 3 * i, 3);
        uint32_t d = (t & 0x249249) + (t >> 1 & 0x249249) + (t >> 2 & 0x249249);
        for (unsigned j = 0; j < 4; j++) {
            r->at[4 * i + j] = (int16_t)((int16_t)(d >> 6 * j & 7) - (int16_t)(d >> (6 * j + 3) & 7));
        }
    }
}

/* 192 bytes for each of four nonces, wherever 128 would do, because Keccak runs four at a time. */
void sample_noise(uint8_t bytes[4][192], const uint8_t *seed)
{
    ALIGNED uint8_t keys[4][64];
    struct four_states states;
    uint8_t rest[4][SHAKE256_RATE];
    for (unsigned i = 0; i < 4; i++) {
        memcpy(keys[i], seed, SYMBOLS);
        keys[i][SYMBOLS] = (uint8_t)i;
    }
    absorb_four(&states, keys[0], sizeof keys[0], SYMBOLS + 1, SHAKE256_RATE);
    squeeze_four(bytes[0], 192, 1, &states, SHAKE256_RATE);
    squeeze_four(rest[0], sizeof rest[0], 1, &states, SHAKE256_RATE);
    for (unsigned i = 0; i < 4; i++) {
        memcpy(bytes[i] + SHAKE256_RATE, rest[i], 192 - SHAKE256_RATE);
    }
    WIPE(states);
    WIPE(rest);
    WIPE(keys);
}

void encode(uint8_t *bytes, const poly *p)
{
    for (unsigned i = 0; i < N / 2; i++) {
        uint16_t first = (uint16_t)p->at[2 * i], second = (uint16_t)p->at[2 * i + 1];
        bytes[3 * i] = (uint8_t)first;
        bytes[3 * i + 1] = (uint8_t)(first >> 8 | (second << 4 & 0xF0));
        bytes[3 * i + 2] = (uint8_t)(second >> 4);
    }
}

void decode(poly *p, const uint8_t *bytes)
{
    for (unsigned i = 0; i < N / 2; i++) {
        uint8_t low = bytes[3 * i], middle = bytes[3 * i + 1], high = bytes[3 * i + 2];
        p->at[2 * i] = (int16_t)(low | ((uint16_t)middle << 8 & 0xFFF));
        p->at[2 * i + 1] = (int16_t)(middle >> 4 | high << 4);
    }
}

void encode_vector(uint8_t *bytes, const vector *v)
{
    for (unsigned i = 0; i < 2; i++) {
        encode(bytes + i * POLY_BYTES, &v->of[i]);
    }
}

void decode_vector(vector *v, const uint8_t *bytes)
{
    for (unsigned i = 0; i < 2; i++) {
        decode(&v->of[i], bytes + i * POLY_BYTES);
    }
}

static uint16_t compress10(int16_t u) { return ((uint64_t)u * 2642263040u + ((uint64_t)1 << 32)) >> 33 & 0x3FF; }
static uint8_t compress4(int16_t u) { return (uint8_t)(((uint32_t)u * 1290160 + (1u << 27)) >> 28); }
static uint8_t compress1(int16_t u) { return (uint8_t)(((uint32_t)u * 1290168 + (1u << 30)) >> 31); }

void compress_vector(uint8_t *bytes, const vector *v)
{
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned j = 0; j < N / 4; j++, bytes += 5) {
            uint16_t t[4];
            for (unsigned k = 0; k < 4; k++) {
                t[k] = compress10(v->of[i].at[4 * j + k]);
            }
            bytes[0] = (uint8_t)t[0];
            bytes[1] = (uint8_t)(t[0] >> 8 | t[1] << 2);
            bytes[2] = (uint8_t)(t[1] >> 6 | t[2] << 4);
            bytes[3] = (uint8_t)(t[2] >> 4 | t[3] << 6);
            bytes[4] = (uint8_t)(t[3] >> 2);
        }
    }
}

void decompress_vector(vector *v, const uint8_t *bytes)
{
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned j = 0; j < N / 4; j++, bytes += 5) {
            uint16_t t[4] = {(uint16_t)(bytes[0] | bytes[1] << 8), (uint16_t)(bytes[1] >> 2 | bytes[2] << 6),
                             (uint16_t)(bytes[2] >> 4 | bytes[3] << 4), (uint16_t)(bytes[3] >> 6 | bytes[4] << 2)};
            for (unsigned k = 0; k < 4; k++) {
                v->of[i].at[4 * j + k] = (int16_t)(((uint32_t)(t[k] & 0x3FF) * Q + 512) >> 10);
            }
        }
    }
}

void compress(uint8_t *bytes, const poly *p)
{
    for (unsigned i = 0; i < N / 8; i++) {
        uint8_t t[8];
        for (unsigned j = 0; j < 8; j++) {
            t[j] = compress4(p->at[8 * i + j]);
        }
        for (unsigned j = 0; j < 4; j++) {
            bytes[4 * i + j] = (uint8_t)(t[2 * j] | t[2 * j + 1] << 4);
        }
    }
}

void decompress(poly *p, const uint8_t *bytes)
{
    for (unsigned i = 0; i < N / 2; i++) {
        p->at[2 * i] = (int16_t)(((uint32_t)(bytes[i] & 15) * Q + 8) >> 4);
        p->at[2 * i + 1] = (int16_t)(((uint32_t)(bytes[i] >> 4) * Q + 8) >> 4);
    }
}

void from_message(poly *p, const uint8_t *message)
{
    for (unsigned i = 0; i < N / 8; i++) {
        for (unsigned j = 0; j < 8; j++) {
            uint8_t mask = (uint8_t)((1u << j) ^ (uint8_t)blocker);
            p->at[8 * i + j] = select16((Q + 1) / 2, 0, message[i] & mask);
        }
    }
}

void to_message(uint8_t *message, const poly *p)
{
    for (unsigned i = 0; i < N / 8; i++) {
        message[i] = 0;
        for (unsigned j = 0; j < 8; j++) {
            message[i] |= (uint8_t)(compress1(p->at[8 * i + j]) << j);
        }
    }
}

void generate(uint8_t *ek, uint8_t *dk, const uint8_t *d, const uint8_t *z)
{
    ALIGNED uint8_t seeds[64], input[SYMBOLS + 1], bytes[4][192];
    matrix a;
    vector e, t, s;
    cache s_cache;
    memcpy(input, d, SYMBOLS);
    input[SYMBOLS] = 2;
    sha3_512(seeds, input, sizeof input);
    sample_matrix(&a, seeds, 0);
    sample_noise(bytes, seeds + SYMBOLS);
    binomial3(&s.of[0], bytes[0]);
    binomial3(&s.of[1], bytes[1]);
    binomial3(&e.of[0], bytes[2]);
    binomial3(&e.of[1], bytes[3]);
    WIPE(bytes);
    transform_vector(&s);
    transform_vector(&e);
    fill_caches(&s_cache, &s);
    multiply_matrix(&t, &a, &s, &s_cache);
    to_montgomery_vector(&t);
    add_vector(&t, &e);
    reduce_vector(&t);
    reduce_vector(&s);
    encode_vector(dk, &s);
    encode_vector(ek, &t);
    memcpy(ek + 2 * POLY_BYTES, seeds, SYMBOLS);
    WIPE(s_cache);
    WIPE(s);
    WIPE(t);
    WIPE(e);
    WIPE(a);
    WIPE(input);
    WIPE(seeds);
    memcpy(dk + 2 * POLY_BYTES, ek, EK_BYTES);
    sha3_256(dk + DK_BYTES - 64, ek, EK_BYTES);
    memcpy(dk + DK_BYTES - 32, z, SYMBOLS);
}

void encrypt(uint8_t *ciphertext, const uint8_t *message, const uint8_t *ek, const uint8_t *coins)
{
    ALIGNED uint8_t seed[SYMBOLS], bytes[4][192], last[128], key[SYMBOLS + 1];
    matrix a;
    vector r, t, e, u;
    poly v, k, e2;
    cache r_cache;
    decode_vector(&t, ek);
    memcpy(seed, ek + 2 * POLY_BYTES, SYMBOLS);
    from_message(&k, message);
    sample_matrix(&a, seed, 1);
    sample_noise(bytes, coins);
    binomial3(&r.of[0], bytes[0]);
    binomial3(&r.of[1], bytes[1]);
    binomial2(&e.of[0], bytes[2]);
    binomial2(&e.of[1], bytes[3]);
    WIPE(bytes);
    memcpy(key, coins, SYMBOLS);
    key[SYMBOLS] = 4;
    shake256(last, sizeof last, key, sizeof key);
    binomial2(&e2, last);
    WIPE(last);
    WIPE(key);
    transform_vector(&r);
    fill_caches(&r_cache, &r);
    multiply_matrix(&u, &a, &r, &r_cache);
    multiply_vectors(&v, &t, &r, &r_cache);
    invert_vector(&u);
    invert(&v);
    add_vector(&u, &e);
    add(&v, &e2);
    add(&v, &k);
    reduce_vector(&u);
    reduce(&v);
    compress_vector(ciphertext, &u);
    compress(ciphertext + 640, &v);
    WIPE(r_cache);
    WIPE(e2);
    WIPE(k);
    WIPE(v);
    WIPE(u);
    WIPE(e);
    WIPE(t);
    WIPE(r);
    WIPE(a);
    WIPE(seed);
}

void decrypt(uint8_t *message, const uint8_t *ciphertext, const uint8_t *dk)
{
    vector u, s;
    poly v, product;
    cache u_cache;
    decompress_vector(&u, ciphertext);
    decompress(&v, ciphertext + 640);
    decode_vector(&s, dk);
    transform_vector(&u);
    fill_caches(&u_cache, &u);
    multiply_vectors(&product, &s, &u, &u_cache);
    invert(&product);
    subtract(&v, &product);
    reduce(&v);
    to_message(message, &v);
    WIPE(u_cache);
    WIPE(product);
    WIPE(v);
    WIPE(s);
    WIPE(u);
}

/* Not zero if an entry of the key is not below Q. */
int check_key(const uint8_t *ek)
{
    vector t;
    uint8_t encoded[2 * POLY_BYTES];
    decode_vector(&t, ek);
    reduce_vector(&t);
    encode_vector(encoded, &t);
    int wrong = differ(ek, encoded, sizeof encoded);
    WIPE(encoded);
    WIPE(t);
    return wrong;
}

int encapsulate(uint8_t *ciphertext, uint8_t *shared, const uint8_t *ek, const uint8_t *m)
{
    ALIGNED uint8_t input[64], keys[64];
    int wrong = check_key(ek);
    if (wrong == 0) {
        memcpy(input, m, SYMBOLS);
        sha3_256(input + SYMBOLS, ek, EK_BYTES);
        sha3_512(keys, input, sizeof input);
        encrypt(ciphertext, input, ek, keys + SYMBOLS);
        memcpy(shared, keys, SYMBOLS);
    }
    WIPE(keys);
    WIPE(input);
    return wrong;
}

int decapsulate(uint8_t *shared, const uint8_t *ciphertext, const uint8_t *dk)
{
    ALIGNED uint8_t input[64], keys[64], again[SYMBOLS + CIPHERTEXT_BYTES], digest[32];
    const uint8_t *ek = dk + 2 * POLY_BYTES, *ek_digest = dk + DK_BYTES - 64;
    sha3_256(digest, ek, EK_BYTES);
    int wrong = differ(ek_digest, digest, sizeof digest);
    WIPE(digest);
    if (wrong == 0) {
        decrypt(input, ciphertext, dk);
        memcpy(input + SYMBOLS, ek_digest, SYMBOLS);
        sha3_512(keys, input, sizeof input);
        encrypt(again, input, ek, keys + SYMBOLS);
        uint8_t other = differ(ciphertext, again, CIPHERTEXT_BYTES);
        memcpy(again, dk + DK_BYTES - 32, SYMBOLS);
        memcpy(again + SYMBOLS, ciphertext, CIPHERTEXT_BYTES);
        shake256(shared, 32, again, sizeof again);
        for (size_t i = 0; i < SYMBOLS; i++) {
            shared[i] = (uint8_t)(keys[i] ^ ((uint8_t)mask_not_zero(other) & (shared[i] ^ keys[i])));
        }
    }
    WIPE(again);
    WIPE(keys);
    WIPE(input);
    return wrong;
}

#endif
