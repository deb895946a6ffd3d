/* No function is static, as in the published work: the compiler inlines none for being called once. */
/* Products of a matrix with a constant, a vector and a matrix, each summed up into a CRC. */
#include "coremark.h"

int16_t sum(uint32_t n, const int32_t *c, int16_t limit)
{
    int32_t total = 0, previous = 0;
    int16_t result = 0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            int32_t current = c[i * n + j];
            total += current;
            if (total > limit) {
                result += 10;
                total = 0;
            } else {
                result += current > previous ? 1 : 0;
            }
            previous = current;
        }
    }
    return result;
}

void add_constant(uint32_t n, int16_t *a, int16_t value)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            a[i * n + j] += value;
        }
    }
}

void multiply_constant(uint32_t n, int32_t *c, const int16_t *a, int16_t value)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            c[i * n + j] = (int32_t)a[i * n + j] * value;
        }
    }
}

void multiply_vector(uint32_t n, int32_t *c, const int16_t *a, const int16_t *b)
{
    for (uint32_t i = 0; i < n; i++) {
        c[i] = 0;
        for (uint32_t j = 0; j < n; j++) {
            c[i] += (int32_t)a[i * n + j] * b[j];
        }
    }
}

void multiply_matrix(uint32_t n, int32_t *c, const int16_t *a, const int16_t *b)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            c[i * n + j] = 0;
            for (uint32_t k = 0; k < n; k++) {
                c[i * n + j] += (int32_t)a[i * n + k] * b[k * n + j];
            }
        }
    }
}

/* The product of two fields of bits of each product. */
void multiply_fields(uint32_t n, int32_t *c, const int16_t *a, const int16_t *b)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            c[i * n + j] = 0;
            for (uint32_t k = 0; k < n; k++) {
                int32_t product = (int32_t)a[i * n + k] * b[k * n + j];
                c[i * n + j] += (product >> 2 & 0xF) * (product >> 5 & 0x7F);
            }
        }
    }
}

int16_t pass(uint32_t n, int32_t *c, int16_t *a, const int16_t *b, int16_t value)
{
    uint16_t crc = 0;
    int16_t limit = (int16_t)(0xF000 | value);
    add_constant(n, a, value);
    multiply_constant(n, c, a, value);
    crc = crc_s16(sum(n, c, limit), crc);
    multiply_vector(n, c, a, b);
    crc = crc_s16(sum(n, c, limit), crc);
    multiply_matrix(n, c, a, b);
    crc = crc_s16(sum(n, c, limit), crc);
    multiply_fields(n, c, a, b);
    crc = crc_s16(sum(n, c, limit), crc);
    add_constant(n, a, -value);
    return (int16_t)crc;
}

uint16_t matrix_work(struct matrices *m, int16_t seed, uint16_t crc)
{
    return crc_s16(pass((uint32_t)m->n, m->c, m->a, m->b, seed), crc);
}

static void *align(void *pointer) { return (void *)(((uintptr_t)pointer + 3) & ~(uintptr_t)3); }

void matrix_init(uint32_t size, void *memory, int32_t seed, struct matrices *m)
{
    int n = 1, order = 1;
    while ((uint32_t)(n * n * 8) < size) {
        n++;
    }
    n--;
    m->n = n;
    m->a = align(memory);
    m->b = m->a + n * n;
    m->c = align(m->b + n * n);
    if (seed == 0) {
        seed = 1;
    }
    for (int i = 0; i < n * n; i++) {
        seed = order * seed % 65536;
        m->b[i] = (int16_t)(seed + order);
        m->a[i] = (int16_t)((m->b[i] + order) & 0xFF);
        order++;
    }
}
