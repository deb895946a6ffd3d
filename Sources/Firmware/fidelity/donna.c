/* X25519 (RFC 7748) on ten 64-bit limbs of 26 and 25 bits by turns, as curve25519-donna has it for 32-bit machines: a
 * limb is signed, a product is 19 columns of 32 x 32 -> 64 products, folded at 2^255 and carried. */
#include "hex.h"
#include "measure.h"

#include <string.h>

#define LIMBS 10
#define COLUMNS 19

typedef int64_t limb;

static void add(limb *sum, const limb *term)
{
    for (unsigned i = 0; i < LIMBS; i += 2) {
        sum[i] += term[i];
        sum[i + 1] += term[i + 1];
    }
}

/* term = from - term */
static void subtract_from(limb *term, const limb *from)
{
    for (unsigned i = 0; i < LIMBS; i++) {
        term[i] = from[i] - term[i];
    }
}

static void scale(limb *product, const limb *factor, limb scalar)
{
    for (unsigned i = 0; i < LIMBS; i++) {
        product[i] = factor[i] * scalar;
    }
}

/* Two odd limbs, each 25.5 bits rounded up, meet in an even column and count twice. */
#define M(i, j) ((limb)(int32_t)f[i] * (int32_t)g[j])
#define PAIR(i, j) M(i, j) + M(j, i)

static void multiply_columns(limb *t, const limb *f, const limb *g)
{
    t[0] = M(0, 0);
    t[1] = PAIR(0, 1);
    t[2] = 2 * M(1, 1) + PAIR(0, 2);
    t[3] = PAIR(1, 2) + PAIR(0, 3);
    t[4] = M(2, 2) + 2 * (PAIR(1, 3)) + PAIR(0, 4);
    t[5] = PAIR(2, 3) + PAIR(1, 4) + PAIR(0, 5);
    t[6] = 2 * (M(3, 3) + PAIR(1, 5)) + PAIR(2, 4) + PAIR(0, 6);
    t[7] = PAIR(3, 4) + PAIR(2, 5) + PAIR(1, 6) + PAIR(0, 7);
    t[8] = M(4, 4) + 2 * (PAIR(3, 5) + PAIR(1, 7)) + PAIR(2, 6) + PAIR(0, 8);
    t[9] = PAIR(4, 5) + PAIR(3, 6) + PAIR(2, 7) + PAIR(1, 8) + PAIR(0, 9);
    t[10] = 2 * (M(5, 5) + PAIR(3, 7) + PAIR(1, 9)) + PAIR(4, 6) + PAIR(2, 8);
    t[11] = PAIR(5, 6) + PAIR(4, 7) + PAIR(3, 8) + PAIR(2, 9);
    t[12] = M(6, 6) + 2 * (PAIR(5, 7) + PAIR(3, 9)) + PAIR(4, 8);
    t[13] = PAIR(6, 7) + PAIR(5, 8) + PAIR(4, 9);
    t[14] = 2 * (M(7, 7) + PAIR(5, 9)) + PAIR(6, 8);
    t[15] = PAIR(7, 8) + PAIR(6, 9);
    t[16] = M(8, 8) + 2 * (PAIR(7, 9));
    t[17] = PAIR(8, 9);
    t[18] = 2 * M(9, 9);
}

#undef M
#define M(i, j) ((limb)(int32_t)f[i] * (int32_t)f[j])

static void square_columns(limb *t, const limb *f)
{
    t[0] = M(0, 0);
    t[1] = 2 * M(0, 1);
    t[2] = 2 * (M(1, 1) + M(0, 2));
    t[3] = 2 * (M(1, 2) + M(0, 3));
    t[4] = M(2, 2) + 4 * M(1, 3) + 2 * M(0, 4);
    t[5] = 2 * (M(2, 3) + M(1, 4) + M(0, 5));
    t[6] = 2 * (M(3, 3) + M(2, 4) + M(0, 6) + 2 * M(1, 5));
    t[7] = 2 * (M(3, 4) + M(2, 5) + M(1, 6) + M(0, 7));
    t[8] = M(4, 4) + 2 * (M(2, 6) + M(0, 8) + 2 * (M(1, 7) + M(3, 5)));
    t[9] = 2 * (M(4, 5) + M(3, 6) + M(2, 7) + M(1, 8) + M(0, 9));
    t[10] = 2 * (M(5, 5) + M(4, 6) + M(2, 8) + 2 * (M(3, 7) + M(1, 9)));
    t[11] = 2 * (M(5, 6) + M(4, 7) + M(3, 8) + M(2, 9));
    t[12] = M(6, 6) + 2 * (M(4, 8) + 2 * (M(5, 7) + M(3, 9)));
    t[13] = 2 * (M(6, 7) + M(5, 8) + M(4, 9));
    t[14] = 2 * (M(7, 7) + M(6, 8) + 2 * M(5, 9));
    t[15] = 2 * (M(7, 8) + M(6, 9));
    t[16] = M(8, 8) + 4 * M(7, 9);
    t[17] = 2 * M(8, 9);
    t[18] = 2 * M(9, 9);
}

/* 2^255 is 19; a 64-bit product by 19 would be a call. */
#define FOLD(to, from)            \
    t[to] += t[from] << 4;        \
    t[to] += t[from] << 1;        \
    t[to] += t[from];

static void fold(limb *t)
{
    FOLD(8, 18)
    FOLD(7, 17)
    FOLD(6, 16)
    FOLD(5, 15)
    FOLD(4, 14)
    FOLD(3, 13)
    FOLD(2, 12)
    FOLD(1, 11)
    FOLD(0, 10)
}

/* Quotients rounded towards zero, so that a carry leaves a limb its sign. */
static limb divide_by_2_26(limb value)
{
    uint32_t high = (uint32_t)((uint64_t)value >> 32);
    int32_t sign = (int32_t)high >> 31;
    int32_t round = (uint32_t)sign >> 6;
    return (value + round) >> 26;
}

static limb divide_by_2_25(limb value)
{
    uint32_t high = (uint32_t)((uint64_t)value >> 32);
    int32_t sign = (int32_t)high >> 31;
    int32_t round = (uint32_t)sign >> 7;
    return (value + round) >> 25;
}

static void carry(limb *t)
{
    t[10] = 0;
    for (unsigned i = 0; i < LIMBS; i += 2) {
        limb over = divide_by_2_26(t[i]);
        t[i] -= over << 26;
        t[i + 1] += over;
        over = divide_by_2_25(t[i + 1]);
        t[i + 1] -= over << 25;
        t[i + 2] += over;
    }
    FOLD(0, 10)
    t[10] = 0;
    limb over = divide_by_2_26(t[0]);
    t[0] -= over << 26;
    t[1] += over;
}

static void reduce(limb *t)
{
    fold(t);
    carry(t);
}

static void multiply(limb *product, const limb *f, const limb *g)
{
    limb t[COLUMNS];
    multiply_columns(t, f, g);
    reduce(t);
    memcpy(product, t, LIMBS * sizeof(limb));
}

static void square(limb *product, const limb *f)
{
    limb t[COLUMNS];
    square_columns(t, f);
    reduce(t);
    memcpy(product, t, LIMBS * sizeof(limb));
}

/* Where limb i starts, in bits. */
static const uint8_t starts[LIMBS] = {0, 26, 51, 77, 102, 128, 153, 179, 204, 230};

static void expand(limb *f, const uint8_t *bytes)
{
    for (unsigned i = 0; i < LIMBS; i++) {
        const uint8_t *from = bytes + starts[i] / 8;
        uint32_t word = from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
        f[i] = word >> starts[i] % 8 & (i & 1 ? 0x1FFFFFF : 0x3FFFFFF);
    }
}

/* Bytes of the least residue that is not negative. */
static void contract(uint8_t *bytes, const limb *f)
{
    int32_t r[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
        r[i] = (int32_t)f[i];
    }
    for (int pass = 0; pass < 3; pass++) {
        for (int i = 0; i < LIMBS; i++) {
            int width = i & 1 ? 25 : 26;
            int32_t over = r[i] >> width;
            r[i] -= (int32_t)((uint32_t)over << width);
            r[(i + 1) % LIMBS] += i == LIMBS - 1 ? 19 * over : over;
        }
    }
    int32_t over = (r[0] + 19) >> 26;
    for (int i = 1; i < LIMBS; i++) {
        over = (r[i] + over) >> (i & 1 ? 25 : 26);
    }
    r[0] += 19 * over;
    memset(bytes, 0, 32);
    for (int i = 0; i < LIMBS; i++) {
        if (i < LIMBS - 1) {
            r[i + 1] += r[i] >> (i & 1 ? 25 : 26);
        }
        uint32_t word = (uint32_t)(r[i] & (i & 1 ? 0x1FFFFFF : 0x3FFFFFF)) << starts[i] % 8;
        for (int j = 0; j < 4; j++) {
            bytes[starts[i] / 8 + j] |= (uint8_t)(word >> 8 * j);
        }
    }
}

/* One step of the ladder: 2Q and Q + Q', from Q, Q' and the x of Q - Q'. Q and Q' are destroyed. */
static void step(limb *x2, limb *z2, limb *x3, limb *z3, limb *x, limb *z, limb *x_other, limb *z_other,
                 const limb *difference)
{
    limb before[LIMBS], before_other[LIMBS], scaled[COLUMNS], xx[COLUMNS], zz[COLUMNS], xx_other[COLUMNS],
        zz_other[COLUMNS], zzz_other[COLUMNS], xxx_other[COLUMNS];

    memcpy(before, x, sizeof before);
    add(x, z);
    subtract_from(z, before);
    memcpy(before_other, x_other, sizeof before_other);
    add(x_other, z_other);
    subtract_from(z_other, before_other);
    multiply_columns(xx_other, x_other, z);
    multiply_columns(zz_other, x, z_other);
    reduce(xx_other);
    reduce(zz_other);
    memcpy(before_other, xx_other, sizeof before_other);
    add(xx_other, zz_other);
    subtract_from(zz_other, before_other);
    square(xxx_other, xx_other);
    square(zzz_other, zz_other);
    multiply_columns(zz_other, zzz_other, difference);
    reduce(zz_other);
    memcpy(x3, xxx_other, LIMBS * sizeof(limb));
    memcpy(z3, zz_other, LIMBS * sizeof(limb));

    square(xx, x);
    square(zz, z);
    multiply_columns(x2, xx, zz);
    reduce(x2);
    subtract_from(zz, xx);
    memset(scaled + LIMBS, 0, (COLUMNS - LIMBS) * sizeof(limb));
    scale(scaled, zz, 121665);
    carry(scaled);
    add(scaled, xx);
    multiply_columns(z2, zz, scaled);
    reduce(z2);
}

static void swap_if(limb *a, limb *b, limb bit)
{
    int32_t mask = (int32_t)-bit;
    for (unsigned i = 0; i < LIMBS; i++) {
        int32_t differing = mask & ((int32_t)a[i] ^ (int32_t)b[i]);
        a[i] = (int32_t)a[i] ^ differing;
        b[i] = (int32_t)b[i] ^ differing;
    }
}

static void exchange(limb **a, limb **b)
{
    limb *kept = *a;
    *a = *b;
    *b = kept;
}

static void ladder(limb *x, limb *z, const uint8_t *scalar, const limb *base)
{
    limb room[8][COLUMNS] = {{0}};
    limb *qx = room[0], *qz = room[1], *px = room[2], *pz = room[3];
    limb *qx2 = room[4], *qz2 = room[5], *px2 = room[6], *pz2 = room[7];
    qx[0] = pz[0] = 1;
    memcpy(px, base, LIMBS * sizeof(limb));
    for (unsigned i = 0; i < 32; i++) {
        uint8_t byte = scalar[31 - i];
        for (unsigned j = 0; j < 8; j++) {
            limb bit = byte >> 7;
            swap_if(qx, px, bit);
            swap_if(qz, pz, bit);
            step(qx2, qz2, px2, pz2, qx, qz, px, pz, base);
            swap_if(qx2, px2, bit);
            swap_if(qz2, pz2, bit);
            exchange(&qx, &qx2);
            exchange(&qz, &qz2);
            exchange(&px, &px2);
            exchange(&pz, &pz2);
            byte <<= 1;
        }
    }
    memcpy(x, qx, LIMBS * sizeof(limb));
    memcpy(z, qz, LIMBS * sizeof(limb));
}

static void square_times(limb *power, const limb *f, int count)
{
    square(power, f);
    for (int i = 1; i < count; i++) {
        square(power, power);
    }
}

/* f^(2^255 - 21), by exponents of n ones: n ones and m ones give n + m. */
static void invert(limb *inverse, const limb *f)
{
    limb f11[LIMBS], ones5[LIMBS], ones10[LIMBS], ones20[LIMBS], ones50[LIMBS], a[LIMBS], b[LIMBS];
    square(a, f);
    square_times(b, a, 2);
    multiply(b, b, f);
    multiply(f11, b, a);
    square(a, f11);
    multiply(ones5, a, b);
    square_times(a, ones5, 5);
    multiply(ones10, a, ones5);
    square_times(a, ones10, 10);
    multiply(ones20, a, ones10);
    square_times(a, ones20, 20);
    multiply(a, a, ones20);
    square_times(a, a, 10);
    multiply(ones50, a, ones10);
    square_times(a, ones50, 50);
    multiply(b, a, ones50);
    square_times(a, b, 100);
    multiply(a, a, b);
    square_times(a, a, 50);
    multiply(a, a, ones50);
    square_times(a, a, 5);
    multiply(inverse, a, f11);
}

static __attribute__((noinline)) void x25519(uint8_t *result, const uint8_t *secret, const uint8_t *point)
{
    limb base[LIMBS], x[LIMBS], z[LIMBS];
    uint8_t scalar[32];
    memcpy(scalar, secret, sizeof scalar);
    scalar[0] &= 248;
    scalar[31] = (scalar[31] & 127) | 64;
    expand(base, point);
    ladder(x, z, scalar, base);
    invert(z, z);
    multiply(x, x, z);
    contract(result, x);
}

/* RFC 7748, 5.2: the two single vectors, and one iteration of the third. */
static const char *const vectors[3][3] = {
    {"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
     "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
     "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
    {"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
     "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
     "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"},
    {"0900000000000000000000000000000000000000000000000000000000000000",
     "0900000000000000000000000000000000000000000000000000000000000000",
     "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"},
};

int main(void)
{
    uint32_t wrong = 0, cycles = 0;
    for (int i = 0; i < 3; i++) {
        uint8_t secret[32], point[32], result[32];
        from_hex(secret, vectors[i][0]);
        from_hex(point, vectors[i][1]);
        uint32_t before = ccount();
        x25519(result, secret, point);
        cycles += ccount() - before;
        wrong |= differs_from_hex(result, vectors[i][2]);
    }
    report("x25519", cycles / 3);
    return wrong != 0;
}
