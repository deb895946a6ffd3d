/* Division by a constant, and two decimal digits of a byte, beside the loops that contain them. */
#include "measure.h"

#define PASSES 10000

static volatile uint32_t result;

/* Cycles of PASSES passes that store `value` of a counter that goes up by `step`. */
#define LOOP(function, step, value)                                   \
    static __attribute__((noinline)) uint32_t function(void)          \
    {                                                                 \
        uint32_t before = ccount();                                   \
        for (uint32_t i = 0; i < PASSES * (step); i += (step)) {      \
            result = (value);                                         \
        }                                                             \
        return ccount() - before;                                     \
    }

/* 1/1000 by three terms of a binomial series in 3/128. */
static inline uint32_t thousandth(uint32_t n)
{
    uint32_t x = n >> 8, y = x >> 8, z = y >> 8;
    return (x >> 2) + 3 * (y >> 1) + 9 * z;
}

static inline uint8_t digits_by_product(uint8_t value)
{
    uint8_t tens = value / 10;
    return tens * 16 + (uint8_t)(value - tens * 10);
}

static inline uint8_t digits_by_remainder(uint8_t value) { return value / 10 * 16 + value % 10; }

LOOP(count_by_1100, 1100, i + 1)
LOOP(divide_by_1000, 1100, (i + 1) / 1000)
LOOP(approximate, 1100, thousandth(i + 1))
LOOP(count_bytes, 1, i & 0xFF)
LOOP(by_product, 1, digits_by_product(i & 0xFF))
LOOP(by_remainder, 1, digits_by_remainder(i & 0xFF))

int main(void)
{
    report("divide-by-1000", divide_by_1000() - count_by_1100());
    report("approximate-1000", approximate() - count_by_1100());
    report("digits-by-product", by_product() - count_bytes());
    report("digits-by-remainder", by_remainder() - count_bytes());
    return 0;
}
