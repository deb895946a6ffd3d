/* Floating point of the boot ROM that Debian's libgcc leaves out: IEEE 754 binary64, rounded to nearest,
 * ties to even, with denormals. A NaN result is the
 * default quiet one.
 *
 * Both formats are unpacked into one form, worked on there, and rounded once when packed. No public source measures what
 * the ROM's own routines cost; these cost what they execute. */
#include <stdbool.h>
#include <stdint.h>

#define ROM __attribute__((section(".rom.softfloat")))

enum kind { ZERO, FINITE, INFINITE, NOT_A_NUMBER };

/* The value of a FINITE number is fraction * 2^(exponent - 62), with 2^62 <= fraction < 2^63. */
struct number {
    enum kind kind;
    bool negative;
    int exponent;
    uint64_t fraction;
};

struct format {
    int mantissa, bias, top; /* bits of the mantissa, bias and highest value of the exponent field */
};

#define BINARY64 ((struct format){52, 1023, 2047})
#define LEADING ((uint64_t)1 << 62)

static ROM int leading_zeros(uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    return high ? __builtin_clz(high) : 32 + __builtin_clz((uint32_t)value);
}

/* Shifts right; bits that fall off leave a 1 in the lowest place. */
static ROM uint64_t shift_sticky(uint64_t value, int count)
{
    if (count == 0) {
        return value;
    }
    if (count > 63) {
        return value != 0;
    }
    return value >> count | (value << (64 - count) != 0);
}

/* Brings a fraction that is not 0 into its range. */
static ROM void normalise(struct number *number)
{
    int shift = leading_zeros(number->fraction) - 1;
    if (shift < 0) {
        number->fraction = shift_sticky(number->fraction, 1);
    } else {
        number->fraction <<= shift;
    }
    number->exponent -= shift;
}

static ROM void unpack(struct number *number, uint64_t bits, bool negative, struct format format)
{
    int exponent = (int)(bits >> format.mantissa) & format.top;
    number->negative = negative;
    number->fraction = bits & (((uint64_t)1 << format.mantissa) - 1);
    number->exponent = (exponent ? exponent : 1) - format.bias + 62 - format.mantissa;
    if (exponent == format.top) {
        number->kind = number->fraction ? NOT_A_NUMBER : INFINITE;
        return;
    }
    if (exponent) {
        number->fraction |= (uint64_t)1 << format.mantissa;
    }
    number->kind = number->fraction ? FINITE : ZERO;
    if (number->fraction) {
        normalise(number);
    }
}

/* Without the sign. */
static ROM uint64_t pack(const struct number *number, struct format format)
{
    uint64_t infinite = (uint64_t)format.top << format.mantissa;
    int exponent = number->exponent + format.bias;
    int dropped = 62 - format.mantissa;
    if (number->kind == NOT_A_NUMBER) {
        return infinite | (uint64_t)1 << (format.mantissa - 1);
    }
    if (number->kind == ZERO) {
        return 0;
    }
    if (number->kind == INFINITE || exponent >= format.top) {
        return infinite;
    }
    uint64_t fraction = number->fraction;
    if (exponent < 1) {
        fraction = shift_sticky(fraction, 1 - exponent);
        exponent = 1;
    } else {
        fraction &= ~LEADING;
        exponent++;
    }
    uint64_t half = (uint64_t)1 << (dropped - 1);
    uint64_t rest = fraction & (2 * half - 1);
    uint64_t bits = ((uint64_t)(exponent - 1) << format.mantissa) + (fraction >> dropped);
    return bits + (rest > half || (rest == half && (bits & 1)));
}

static ROM void unpack64(struct number *number, uint64_t bits)
{
    unpack(number, bits & ~((uint64_t)1 << 63), bits >> 63, BINARY64);
}

static ROM uint64_t pack64(const struct number *number)
{
    bool negative = number->negative && number->kind != NOT_A_NUMBER;
    return pack(number, BINARY64) | (uint64_t)negative << 63;
}

static ROM void divide_finite(struct number *a, const struct number *b)
{
    uint64_t rest = a->fraction, quotient = 0;
    a->exponent -= b->exponent;
    if (rest < b->fraction) {
        rest <<= 1;
        a->exponent--;
    }
    for (int bit = 62; bit >= 0; bit--) {
        quotient <<= 1;
        if (rest >= b->fraction) {
            rest -= b->fraction;
            quotient |= 1;
        }
        rest <<= 1;
    }
    a->fraction = quotient | (rest != 0);
}

/* a /= b */
static ROM void divide(struct number *a, const struct number *b)
{
    if (a->kind == FINITE && b->kind == FINITE) {
        divide_finite(a, b);
    } else if (a->kind == NOT_A_NUMBER || b->kind == NOT_A_NUMBER || (a->kind == b->kind)) {
        a->kind = NOT_A_NUMBER;
    } else if (a->kind == INFINITE || b->kind == ZERO) {
        a->kind = INFINITE;
    } else {
        a->kind = ZERO;
    }
    a->negative ^= b->negative;
}

#define OPERATION(name, bits, operation, flip) \
    uint##bits##_t name(uint##bits##_t left, uint##bits##_t right); \
    ROM uint##bits##_t name(uint##bits##_t left, uint##bits##_t right) \
    { \
        struct number a, b; \
        unpack##bits(&a, left); \
        unpack##bits(&b, right); \
        b.negative ^= flip; \
        operation(&a, &b); \
        return pack##bits(&a); \
    }

OPERATION(rom_divdf3, 64, divide, 0)
