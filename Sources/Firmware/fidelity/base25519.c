/* X25519 (RFC 7748) of the base point as libsodium computes it: 64 signed digits of four bits on Ed25519, each of which
 * looks at all eight entries of its row of a table in flash, so that every call reads the 30 KB twice. */
#include "base25519.h"

#include "field25519.h"
#include "hex.h"
#include "measure.h"

/* Ratios of ref10: (X : Y : Z), with T = X Y / Z, and the pair of ratios ((X : Z), (Y : T)). */
struct projective {
    field x, y, z;
};

struct extended {
    field x, y, z, t;
};

static void field_square_twice(int32_t *h, const int32_t *f)
{
    SQUARE_COLUMNS
#define DOUBLE(i) h##i += h##i;
    EACH_LIMB(DOUBLE)
    CARRY_PRODUCT
    EACH_LIMB(STORE_H)
}

static void move_if(int32_t *f, const int32_t *g, unsigned bit)
{
    uint32_t mask = (uint32_t)-(int32_t)bit;
    EACH_LIMB(LOAD_F)
#define DIFFER(i) int32_t x##i = f##i ^ g[i];
#define MASK(i) x##i &= (int32_t)mask;
#define STORE_F(i) f[i] = f##i ^ x##i;
    EACH_LIMB(DIFFER)
    EACH_LIMB(MASK)
    EACH_LIMB(STORE_F)
}

/* libsodium keeps the compiler from seeing that its tests have two outcomes by a volatile zero. */
static volatile uint8_t zero;

static uint8_t equal(int8_t a, int8_t b)
{
    uint32_t differing = (uint8_t)a ^ (uint8_t)b;
    differing--;
    return (uint8_t)(((differing >> 29) ^ zero) >> 2);
}

static uint8_t negative(int8_t a) { return (uint8_t)((((uint8_t)a >> 5) ^ zero) >> 2); }

static void move_multiple_if(struct multiple *to, const struct multiple *from, uint8_t bit)
{
    move_if(to->sum, from->sum, bit);
    move_if(to->difference, from->difference, bit);
    move_if(to->product, from->product, bit);
}

static void choose(struct multiple *chosen, const struct multiple *row, int8_t digit)
{
    struct multiple negated;
    uint8_t below = negative(digit);
    uint8_t size = (uint8_t)(digit - ((-below & digit) * 2));
    field_set(chosen->sum, 1);
    field_set(chosen->difference, 1);
    field_set(chosen->product, 0);
    move_multiple_if(chosen, &row[0], equal((int8_t)size, 1));
    move_multiple_if(chosen, &row[1], equal((int8_t)size, 2));
    move_multiple_if(chosen, &row[2], equal((int8_t)size, 3));
    move_multiple_if(chosen, &row[3], equal((int8_t)size, 4));
    move_multiple_if(chosen, &row[4], equal((int8_t)size, 5));
    move_multiple_if(chosen, &row[5], equal((int8_t)size, 6));
    move_multiple_if(chosen, &row[6], equal((int8_t)size, 7));
    move_multiple_if(chosen, &row[7], equal((int8_t)size, 8));
    field_copy(negated.sum, chosen->difference);
    field_copy(negated.difference, chosen->sum);
    field_negate(negated.product, chosen->product);
    move_multiple_if(chosen, &negated, below);
}

static void add_multiple(struct extended *ratios, const struct extended *p, const struct multiple *q)
{
    field twice;
    field_add(ratios->x, p->y, p->x);
    field_subtract(ratios->y, p->y, p->x);
    field_multiply(ratios->z, ratios->x, q->sum);
    field_multiply(ratios->y, ratios->y, q->difference);
    field_multiply(ratios->t, q->product, p->t);
    field_add(twice, p->z, p->z);
    field_subtract(ratios->x, ratios->z, ratios->y);
    field_add(ratios->y, ratios->z, ratios->y);
    field_add(ratios->z, twice, ratios->t);
    field_subtract(ratios->t, twice, ratios->t);
}

static void twice(struct extended *ratios, const struct projective *p)
{
    field square;
    field_square(ratios->x, p->x);
    field_square(ratios->z, p->y);
    field_square_twice(ratios->t, p->z);
    field_add(ratios->y, p->x, p->y);
    field_square(square, ratios->y);
    field_add(ratios->y, ratios->z, ratios->x);
    field_subtract(ratios->z, ratios->z, ratios->x);
    field_subtract(ratios->x, square, ratios->y);
    field_subtract(ratios->t, ratios->t, ratios->z);
}

static void to_projective(struct projective *p, const struct extended *ratios)
{
    field_multiply(p->x, ratios->x, ratios->t);
    field_multiply(p->y, ratios->y, ratios->z);
    field_multiply(p->z, ratios->z, ratios->t);
}

static void to_extended(struct extended *p, const struct extended *ratios)
{
    field_multiply(p->x, ratios->x, ratios->t);
    field_multiply(p->y, ratios->y, ratios->z);
    field_multiply(p->z, ratios->z, ratios->t);
    field_multiply(p->t, ratios->x, ratios->y);
}

static void add_digits(struct extended *p, const int8_t *digits, int first)
{
    for (int i = first; i < 64; i += 2) {
        struct multiple chosen;
        struct extended ratios;
        choose(&chosen, base_multiples[i / 2], digits[i]);
        add_multiple(&ratios, p, &chosen);
        to_extended(p, &ratios);
    }
}

static void multiply_base(struct extended *p, const uint8_t *scalar)
{
    int8_t digits[64], carry = 0;
    struct extended ratios;
    struct projective s;
    for (int i = 0; i < 32; i++) {
        digits[2 * i] = scalar[i] & 15;
        digits[2 * i + 1] = scalar[i] >> 4 & 15;
    }
    for (int i = 0; i < 63; i++) {
        digits[i] = (int8_t)(digits[i] + carry);
        carry = (int8_t)((digits[i] + 8) >> 4);
        digits[i] = (int8_t)(digits[i] - carry * 16);
    }
    digits[63] = (int8_t)(digits[63] + carry);

    field_set(p->x, 0);
    field_set(p->y, 1);
    field_set(p->z, 1);
    field_set(p->t, 0);
    add_digits(p, digits, 1);
    memcpy(&s, p, sizeof s);
    for (int i = 0; i < 3; i++) {
        twice(&ratios, &s);
        to_projective(&s, &ratios);
    }
    twice(&ratios, &s);
    to_extended(p, &ratios);
    add_digits(p, digits, 0);
}

static __attribute__((noinline)) void x25519_base(uint8_t *result, const uint8_t *secret)
{
    uint8_t scalar[32];
    struct extended p;
    field top, bottom;
    clamp(scalar, secret);
    multiply_base(&p, scalar);
    field_add(top, p.z, p.y);
    field_subtract(bottom, p.z, p.y);
    field_invert(bottom, bottom);
    field_multiply(top, top, bottom);
    field_to_bytes(result, top);
}

/* RFC 7748, 5.2 and 6.1: secret, public key */
static const char *const vectors[2][2] = {
    {"0900000000000000000000000000000000000000000000000000000000000000",
     "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"},
    {"5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
     "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"},
};

int main(void)
{
    uint32_t wrong = 0, cycles = 0;
    for (int i = 0; i < 2; i++) {
        uint8_t secret[32], result[32];
        from_hex(secret, vectors[i][0]);
        uint32_t before = ccount();
        x25519_base(result, secret);
        cycles += ccount() - before;
        wrong |= differs_from_hex(result, vectors[i][1]);
    }
    report("base", cycles / 2);
    return wrong != 0;
}
