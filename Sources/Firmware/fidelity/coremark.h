/* The work of EEMBC's CoreMark 1.0, in translation units as its own: lists, matrices, a state machine, CRCs. */
#ifndef VESP_FIDELITY_COREMARK_H
#define VESP_FIDELITY_COREMARK_H

#include <stddef.h>
#include <stdint.h>

struct item {
    int16_t data, index;
};

struct node {
    struct node *next;
    struct item *item;
};

struct matrices {
    int n;
    int16_t *a, *b;
    int32_t *c;
};

struct run {
    int16_t seed1, seed2, seed3;
    uint32_t size;
    uint8_t *text;
    struct node *list;
    struct matrices matrices;
    uint16_t crc, list_crc, matrix_crc, state_crc;
};

uint16_t crc_u8(uint8_t data, uint16_t crc);
uint16_t crc_u16(uint16_t data, uint16_t crc);
uint16_t crc_u32(uint32_t data, uint16_t crc);
uint16_t crc_s16(int16_t data, uint16_t crc);

void matrix_init(uint32_t size, void *memory, int32_t seed, struct matrices *m);
uint16_t matrix_work(struct matrices *m, int16_t seed, uint16_t crc);

void state_init(uint32_t size, int16_t seed, uint8_t *text);
uint16_t state_work(uint32_t size, uint8_t *text, int16_t seed1, int16_t seed2, int16_t step, uint16_t crc);

struct node *list_init(uint32_t size, struct node *memory, int16_t seed);
uint16_t list_work(struct run *run, int16_t index);

#endif
