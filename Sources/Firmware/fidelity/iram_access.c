/* Arduino's irammem example and the load fix-up it times: a loop over 16-bit elements, in DRAM and in IRAM, where each
 * load raises exception 3 and a C handler called by the ROM repairs it. Handler and loop are built at the same level. */
#include "measure.h"

/* The frame that the ROM hands to a handler; `a` has a0 and a2 to a15. */
struct frame {
    uint32_t pc, ps, sar, unused, a[15], cause;
};

extern void rom_exception_wrapper(void);

#define ELEMENTS 512
static uint16_t in_dram[ELEMENTS];
static uint32_t in_iram[ELEMENTS / 2] __attribute__((section(".iram.buffer")));
static volatile uint32_t repaired, repaired_masked;

static inline __attribute__((always_inline)) int in_window(uint32_t address, uint32_t base, uint32_t size)
{
    return address >= base && address < base + size;
}

/* A repair of 8- and 16-bit accesses at addresses that take words only, and the timed loop. */
#define STRING(x) #x
#define VARIANT(level)                                                                                                 \
    __attribute__((optimize(STRING(level)))) IRAM(handler) static void handle_##level(struct frame *frame, uint32_t c) \
    {                                                                                                                  \
        (void)c;                                                                                                       \
        uint32_t mask, code = frame->pc, instruction;                                                                  \
        __asm__("rsil %0, 15\n movi %0, ~3\n and %0, %0, %1\n ssa8l %1\n l32i %1, %0, 0\n l32i %0, %0, 4\n"            \
                "src %0, %0, %1"                                                                                       \
                : "=&a"(instruction), "+a"(code));                                                                     \
        if ((frame->ps & 15) && ++repaired_masked == 0) {                                                              \
            repaired_masked--;                                                                                         \
        }                                                                                                              \
        uint32_t what = instruction & 0x00F00F, is_read = 1;                                                           \
        if (what == 0x000002 || what == 0x004002) {                                                                    \
            mask = 0xFF;                                                                                               \
            if (what == 0x004002) {                                                                                    \
                is_read = 0;                                                                                           \
            }                                                                                                          \
        } else if (what == 0x001002 || what == 0x009002 || what == 0x005002) {                                         \
            mask = 0xFFFF;                                                                                             \
            if (what == 0x005002) {                                                                                    \
                is_read = 0;                                                                                           \
            }                                                                                                          \
        } else {                                                                                                       \
            return;                                                                                                    \
        }                                                                                                              \
        if (++repaired == 0) {                                                                                         \
            repaired--;                                                                                                \
        }                                                                                                              \
        uint32_t number = (instruction & 0xF0) >> 4, address;                                                          \
        if (number == 1) {                                                                                             \
            return;                                                                                                    \
        }                                                                                                              \
        if (number) {                                                                                                  \
            number--;                                                                                                  \
        }                                                                                                              \
        __asm__("rsr.excvaddr %0" : "=a"(address));                                                                    \
        if (!in_window(address, 0x40100000, 0x10000) && !(is_read && in_window(address, 0x40200000, 0x100000))) {      \
            return;                                                                                                    \
        }                                                                                                              \
        uint32_t *word = (uint32_t *)(address & ~3), shift = (address & 3) * 8;                                        \
        if (is_read) {                                                                                                 \
            uint32_t value = *word >> shift & mask;                                                                    \
            if (what == 0x009002 && (value & 0x8000)) {                                                                \
                value |= 0xFFFF0000;                                                                                   \
            }                                                                                                          \
            frame->a[number] = value;                                                                                  \
        } else {                                                                                                       \
            *word = (*word & ~(mask << shift)) | (frame->a[number] << shift & mask << shift);                          \
        }                                                                                                              \
        frame->pc += 3;                                                                                                \
    }                                                                                                                  \
    __attribute__((optimize(STRING(level)), noipa)) static uint32_t read_##level(int n, const uint16_t *x,          \
                                                                                      uint32_t *sum)                   \
    {                                                                                                                  \
        uint32_t before = ccount(), total = 0;                                                                         \
        for (int i = 0; i < n * 512; i++) {                                                                            \
            total += *x++;                                                                                             \
        }                                                                                                              \
        *sum = total;                                                                                                  \
        return ccount() - before;                                                                                      \
    }

VARIANT(O0)
VARIANT(O1)
VARIANT(O2)
VARIANT(Os)

static void measure(const char *name, void (*handler)(struct frame *, uint32_t),
                    uint32_t (*read)(int, const uint16_t *, uint32_t *))
{
    uint32_t sum;
    ((volatile uint32_t *)0x3FFFC000)[3] = (uint32_t)rom_exception_wrapper;
    ((volatile uint32_t *)0x3FFFC100)[3] = (uint32_t)handler;
    read(1, (const uint16_t *)in_iram, &sum);
    report(name, read(1, (const uint16_t *)in_iram, &sum));
}

int main(void)
{
    uint32_t sum;
    read_Os(1, in_dram, &sum);
    report("dram", read_Os(1, in_dram, &sum));
    measure("iram-O0", (void (*)(struct frame *, uint32_t))handle_O0, read_O0);
    measure("iram-O1", (void (*)(struct frame *, uint32_t))handle_O1, read_O1);
    measure("iram-O2", (void (*)(struct frame *, uint32_t))handle_O2, read_O2);
    measure("iram-Os", (void (*)(struct frame *, uint32_t))handle_Os, read_Os);
    return repaired == 0;
}
