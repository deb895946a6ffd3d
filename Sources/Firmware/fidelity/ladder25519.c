/* X25519 (RFC 7748) by the Montgomery ladder over libsodium's 32-bit field: the shared secret of a Diffie-Hellman. */
#include "field25519.h"
#include "hex.h"
#include "measure.h"

static void swap_if(int32_t *f, int32_t *g, unsigned bit)
{
    uint32_t mask = (uint32_t)(-(int64_t)bit);
    EACH_LIMB(LOAD_F)
    EACH_LIMB(LOAD_G)
#define DIFFER(i) int32_t x##i = f##i ^ g##i;
#define MASK(i) x##i &= (int32_t)mask;
#define STORE_F(i) f[i] = f##i ^ x##i;
#define STORE_G(i) g[i] = g##i ^ x##i;
    EACH_LIMB(DIFFER)
    EACH_LIMB(MASK)
    EACH_LIMB(STORE_F)
    EACH_LIMB(STORE_G)
}

static inline void multiply_small(int32_t *h, const int32_t *f, uint32_t small)
{
    int64_t factor = small;
#define TIMES(i) int64_t h##i = f[i] * factor;
    EACH_LIMB(TIMES)
    CARRY_ROUND CARRY_25(1, 2) CARRY_25(3, 4) CARRY_25(5, 6) CARRY_25(7, 8)
    CARRY_26(0, 1) CARRY_26(2, 3) CARRY_26(4, 5) CARRY_26(6, 7) CARRY_26(8, 9)
    EACH_LIMB(STORE_H)
}

static __attribute__((noinline)) void x25519(uint8_t *result, const uint8_t *secret, const uint8_t *point)
{
    uint8_t scalar[32];
    field x1, x2, z2, x3, z3, a, b;
    clamp(scalar, secret);
    field_from_bytes(x1, point);
    field_set(x2, 1);
    field_set(z2, 0);
    field_copy(x3, x1);
    field_set(z3, 1);
    unsigned swapped = 0;
    for (int position = 254; position >= 0; position--) {
        unsigned bit = scalar[position / 8] >> (position & 7) & 1;
        swapped ^= bit;
        swap_if(x2, x3, swapped);
        swap_if(z2, z3, swapped);
        swapped = bit;
        field_subtract(a, x3, z3);
        field_subtract(b, x2, z2);
        field_add(x2, x2, z2);
        field_add(z2, x3, z3);
        field_multiply(z3, a, x2);
        field_multiply(z2, z2, b);
        field_square(a, b);
        field_square(b, x2);
        field_add(x3, z3, z2);
        field_subtract(z2, z3, z2);
        field_multiply(x2, b, a);
        field_subtract(b, b, a);
        field_square(z2, z2);
        multiply_small(z3, b, 121666);
        field_square(x3, x3);
        field_add(a, a, z3);
        field_multiply(z3, x1, z2);
        field_multiply(z2, b, a);
    }
    swap_if(x2, x3, swapped);
    swap_if(z2, z3, swapped);
    field_invert(z2, z2);
    field_multiply(x2, x2, z2);
    field_to_bytes(result, x2);
}

/* RFC 7748, 5.2 and 6.1: secret, point, result */
static const char *const vectors[2][3] = {
    {"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
     "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
     "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
    {"5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
     "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
     "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"},
};

int main(void)
{
    uint32_t wrong = 0, cycles = 0;
    for (int i = 0; i < 2; i++) {
        uint8_t secret[32], point[32], result[32];
        from_hex(secret, vectors[i][0]);
        from_hex(point, vectors[i][1]);
        uint32_t before = ccount();
        x25519(result, secret, point);
        cycles += ccount() - before;
        wrong |= differs_from_hex(result, vectors[i][2]);
    }
    report("ladder", cycles / 2);
    return wrong != 0;
}
