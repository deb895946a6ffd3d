/* Duino-Coin's loop: SHA-1 of a 40-byte prefix, hashed beforehand, and a decimal counter, kept as characters or made
 * into a String each time; it compares the digest and looks at the time. */
#include "arduino_string.h"
#include "clock.h"
#include "measure.h"
#include "sha1.h"

#include <string.h>

#define DIGITS 8
#define FIRST 50000
#define HASHES 1000

static __attribute__((noinline)) int half_a_second_later(uint32_t now)
{
    static uint32_t start;
    if (now - start > 500000) {
        start = now;
        return 1;
    }
    return 0;
}

/* A decimal counter as text, in the last characters of `digits`. */
struct counter {
    char digits[DIGITS + 1];
    uint32_t value, length;
};

static void reset(struct counter *counter)
{
    memset(counter->digits, '0', DIGITS);
    counter->digits[DIGITS] = 0;
    counter->value = 0;
    counter->length = 1;
}

static inline void increment(struct counter *counter)
{
    uint32_t at = DIGITS - 1;
    while (counter->digits[at] == '9') {
        counter->digits[at--] = '0';
    }
    counter->digits[at]++;
    if (DIGITS - at > counter->length) {
        counter->length = DIGITS - at;
    }
    counter->value++;
}

/* Cycles of HASHES hashes, none of which is the one sought; 0 when one is. */
static __attribute__((noinline)) uint32_t mine_counter(const struct sha1 *prefix, const uint8_t *sought)
{
    struct sha1 context;
    uint8_t digest[20];
    struct counter counter;
    reset(&counter);
    while (counter.value < FIRST) {
        increment(&counter);
    }
    uint32_t before = ccount();
    for (; counter.value < FIRST + HASHES; increment(&counter)) {
        context = *prefix;
        sha1_update(&context, counter.digits + DIGITS - counter.length, counter.length);
        sha1_finish(&context, digest);
        if (memcmp(sought, digest, 20) == 0 || half_a_second_later(micros())) {
            return 0;
        }
    }
    return ccount() - before;
}

static __attribute__((noinline)) uint32_t mine_string(const struct sha1 *prefix, const uint8_t *sought)
{
    struct sha1 context;
    uint8_t digest[20];
    struct string number;
    string_init(&number);
    uint32_t before = ccount();
    for (uint32_t i = FIRST; i < FIRST + HASHES; i++) {
        struct string made;
        context = *prefix;
        string_from_unsigned(&made, i, 10);
        string_move(&number, &made);
        string_invalidate(&made);
        sha1_update(&context, string_characters(&number), string_length(&number));
        sha1_finish(&context, digest);
        if (memcmp(sought, digest, 20) == 0 || half_a_second_later(micros())) {
            return 0;
        }
    }
    return ccount() - before;
}

int main(void)
{
    static const uint8_t nothing[20] = {0};
    struct sha1 context;
    uint8_t digest[20];
    sha1_init(&context);
    sha1_update(&context, "abc", 3);
    sha1_finish(&context, digest);
    int right = digest[0] == 0xA9 && digest[19] == 0x9D;
    sha1_init(&context);
    sha1_update(&context, "ba29a15896fd2d792d5c4b60668bf2b9feebc51d", 40);
    report("hash", mine_counter(&context, nothing));
    report("hash-string", mine_string(&context, nothing));
    return !right;
}
