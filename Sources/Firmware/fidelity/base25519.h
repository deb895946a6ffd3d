/* Multiples of Ed25519's base point, 30 KB of them: base25519_table.c writes them, base25519.c reads them. */
#ifndef VESP_FIDELITY_BASE25519_H
#define VESP_FIDELITY_BASE25519_H

#include <stdint.h>

/* A point (x, y) in the form that is added to another: y + x, y - x and 2 d x y, as fields of field25519.h. */
struct multiple {
    int32_t sum[10], difference[10], product[10];
};

/* [i][j] is (j + 1) 256^i times the base point. */
extern const struct multiple base_multiples[32][8];

#endif
