/* Writes the table of base25519.h as C. Runs on the host. */
#include "field25519.h"

#include <stdio.h>

struct point {
    field x, y;
};

static field d, one;

static void divide(int32_t *quotient, const int32_t *f, const int32_t *g)
{
    field inverse;
    field_invert(inverse, g);
    field_multiply(quotient, f, inverse);
}

/* RFC 8032, 5.1: -x^2 + y^2 = 1 + d x^2 y^2 */
static struct point sum(const struct point *p, const struct point *q)
{
    struct point result;
    field x1y2, x2y1, x1x2, y1y2, product, top, bottom;
    field_multiply(x1y2, p->x, q->y);
    field_multiply(x2y1, q->x, p->y);
    field_multiply(x1x2, p->x, q->x);
    field_multiply(y1y2, p->y, q->y);
    field_multiply(product, x1x2, y1y2);
    field_multiply(product, product, d);
    field_add(top, x1y2, x2y1);
    field_add(bottom, one, product);
    divide(result.x, top, bottom);
    field_add(top, y1y2, x1x2);
    field_subtract(bottom, one, product);
    divide(result.y, top, bottom);
    return result;
}

/* Limbs of the least residue. */
static void print_limbs(const int32_t *f)
{
    uint8_t bytes[32];
    field least;
    field_to_bytes(bytes, f);
    field_from_bytes(least, bytes);
    printf("{");
    for (int i = 0; i < 10; i++) {
        printf("%d%s", (int)least[i], i < 9 ? ", " : "}");
    }
}

static void print_multiple(const struct point *p)
{
    field f;
    printf("{");
    field_add(f, p->y, p->x);
    print_limbs(f);
    printf(", ");
    field_subtract(f, p->y, p->x);
    print_limbs(f);
    printf(", ");
    field_multiply(f, p->x, p->y);
    field_multiply(f, f, d);
    field_add(f, f, f);
    print_limbs(f);
    printf("},\n");
}

int main(void)
{
    static const uint8_t base_x[32] = {0x1A, 0xD5, 0x25, 0x8F, 0x60, 0x2D, 0x56, 0xC9, 0xB2, 0xA7, 0x25,
                                       0x95, 0x60, 0xC7, 0x2C, 0x69, 0x5C, 0xDC, 0xD6, 0xFD, 0x31, 0xE2,
                                       0xA4, 0xC0, 0xFE, 0x53, 0x6E, 0xCD, 0xD3, 0x36, 0x69, 0x21};
    struct point base;
    field small;
    field_set(one, 1);
    field_set(d, -121665);
    field_set(small, 121666);
    divide(d, d, small);
    field_from_bytes(base.x, base_x);
    field_set(base.y, 4);
    field_set(small, 5);
    divide(base.y, base.y, small);

    printf("#include \"base25519.h\"\n#include \"measure.h\"\n\n");
    printf("const struct multiple base_multiples[32][8] PROGMEM = {\n");
    for (int i = 0; i < 32; i++) {
        struct point multiple = base;
        printf("{");
        for (int j = 0; j < 8; j++) {
            print_multiple(&multiple);
            multiple = sum(&multiple, &base);
        }
        printf("},\n");
        for (int j = 0; j < 8; j++) {
            base = sum(&base, &base);
        }
    }
    printf("};\n");
    return 0;
}
