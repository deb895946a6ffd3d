/* The ROM's arithmetic on operands from stdin: records of two 64-bit words. The first line names the routines; one line
 * for each record follows with result and cycles of each, in hex: RESULT/CYCLES, or - for a division by zero. Routines of
 * 32 bits take the words' lower halves, those of one operand the first word. */
#include "runtime.h"

#include <string.h>

typedef void entry(void);
extern uint32_t timed_call(entry *routine, uint32_t registers[4]);
extern entry bare_return;
/* RET is the last instruction of a routine, so it counts as the routine's. */
static const uint32_t cycles_of_ret = 3;

enum operands { WIDE, NARROW };

#define ROUTINES(_) \
    _(__umulsidi3, NARROW, 2, 0) \
    _(__muldi3, WIDE, 2, 0) \
    _(__udivsi3, NARROW, 1, 1) \
    _(__umodsi3, NARROW, 1, 1) \
    _(__divsi3, NARROW, 1, 1) \
    _(__udivdi3, WIDE, 2, 1) \
    _(__umoddi3, WIDE, 2, 1) \
    _(__divdi3, WIDE, 2, 1) \
    _(__addsf3, NARROW, 1, 0) \
    _(__subsf3, NARROW, 1, 0) \
    _(__mulsf3, NARROW, 1, 0) \
    _(__adddf3, WIDE, 2, 0) \
    _(__subdf3, WIDE, 2, 0) \
    _(__muldf3, WIDE, 2, 0) \
    _(__divdf3, WIDE, 2, 0) \
    _(__extendsfdf2, NARROW, 2, 0) \
    _(__truncdfsf2, WIDE, 1, 0) \
    _(__fixdfsi, WIDE, 1, 0) \
    _(__fixunsdfsi, WIDE, 1, 0) \
    _(__fixunssfsi, NARROW, 1, 0) \
    _(__floatsidf, NARROW, 2, 0) \
    _(__floatunsidf, NARROW, 2, 0) \
    _(__floatsisf, NARROW, 1, 0) \
    _(__floatunsisf, NARROW, 1, 0)

#define DECLARE(name, operands, words, divides) extern char name[];
ROUTINES(DECLARE)

static const struct routine {
    const char *name;
    char *entry;
    enum operands operands;
    int result_words;
    int divides;
} routines[] = {
#define ENTRY(name, operands, words, divides) {#name, name, operands, words, divides},
    ROUTINES(ENTRY)
};

enum { COUNT = sizeof routines / sizeof routines[0] };

static char text[COUNT * 32];
static size_t length;

static void put(char character) { text[length++] = character; }

static void put_hex(uint32_t value, int digits)
{
    while (digits--) {
        put("0123456789abcdef"[value >> 4 * digits & 15]);
    }
}

static void end_line(void)
{
    put('\n');
    put(0);
    print(text);
    length = 0;
}

int main(void)
{
    for (int i = 0; i < COUNT; i++) {
        if (i) {
            put(' ');
        }
        for (const char *at = routines[i].name; *at; at++) {
            put(*at);
        }
    }
    end_line();
    uint32_t none[4] = {0};
    timed_call(bare_return, none); // fills the cache line it lies in
    uint32_t overhead = timed_call(bare_return, none) - cycles_of_ret;
    uint32_t words[4];
    while (read_bytes(words, sizeof words) == sizeof words) {
        for (int i = 0; i < COUNT; i++) {
            const struct routine *routine = &routines[i];
            uint32_t registers[4];
            memcpy(registers, words, sizeof registers);
            if (routine->operands == NARROW) {
                registers[1] = words[2];
                registers[2] = registers[3] = 0;
            }
            if (i) {
                put(' ');
            }
            uint32_t divisor = words[2] | (routine->operands == WIDE ? words[3] : 0);
            if (routine->divides && divisor == 0) {
                put('-');
                continue;
            }
            uint32_t cycles = timed_call((entry *)routine->entry, registers) - overhead;
            if (routine->result_words == 2) {
                put_hex(registers[1], 8);
            }
            put_hex(registers[0], 8);
            put('/');
            put_hex(cycles, 4);
        }
        end_line();
    }
    return 0;
}
