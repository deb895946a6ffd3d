/* CRCs over 1024 bytes in DRAM by code in flash, in the forms of crc_forms.c. */
#include "crc.h"

#define LENGTH 1024
#define SAMPLES 20

static uint8_t text[LENGTH];
static uint32_t state = 1, wrong;

static void fill(void)
{
    for (int i = 0; i < LENGTH; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = 32 + (state >> 16) % 96;
    }
}

static uint32_t reflect(uint32_t value, int width)
{
    uint32_t reflected = 0;
    for (int i = 0; i < width; i++) {
        reflected |= (value >> i & 1) << (width - 1 - i);
    }
    return reflected;
}

/* The mean of a form over SAMPLES texts; it must give what the form by bits gives. */
static void measure(const char *name, uint32_t (*form)(void), uint32_t (*by_bits)(void), int reflected)
{
    uint32_t sum = 0;
    for (int i = 0; i < SAMPLES; i++) {
        fill();
        uint32_t before = ccount();
        uint32_t crc = form();
        sum += ccount() - before;
        uint32_t expected = by_bits();
        wrong += crc != (reflected ? reflect(expected, reflected) : expected);
    }
    report(name, sum / SAMPLES);
}

#define CALL(name, first) \
    static uint32_t call_##name(void) { return name(first, text, LENGTH); }
#define CALLS(name, first)       \
    CALL(name##_bit, first)      \
    CALL(name##_nibble, first)   \
    CALL(name##_nibblem, first)  \
    CALL(name##_byte, first)
CALLS(crc8, 0)
CALLS(ccitt, 0xFFFF)
CALLS(modbus, 0xFFFF)
CALLS(crc32, 0xFFFFFFFF)

/* `width` for those whose tables shift to the right, which the form by bits does not; 0 for the others. */
#define MEASURE(name, width)                                              \
    measure(#name "_bit", call_##name##_bit, call_##name##_bit, 0);           \
    measure(#name "_nibble", call_##name##_nibble, call_##name##_bit, width);   \
    measure(#name "_nibblem", call_##name##_nibblem, call_##name##_bit, width); \
    measure(#name "_byte", call_##name##_byte, call_##name##_bit, width)

int main(void)
{
    MEASURE(crc8, 0);
    MEASURE(ccitt, 0);
    MEASURE(modbus, 16);
    MEASURE(crc32, 32);
    return wrong != 0;
}
