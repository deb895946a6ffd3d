/* The application's stack: painted for its high-water, guarded by words at its end. */
#include "registers.h"
#include "sdk.h"

#define GUARD_WORDS 4

extern char _stack_top[], _stack_floor[];

static uint32_t *base;

/* Runs on the very stack it paints: leaves what is in use alone. */
void stack_init(uint32_t size)
{
    uint32_t room = (uint32_t)(_stack_top - _stack_floor);
    if (size == 0 || size > room) {
        size = room;
    }
    size &= ~15u;
    base = (uint32_t *)(_stack_top - size);
    uint32_t *top = (uint32_t *)((uint32_t)__builtin_frame_address(0) - 64);
    for (uint32_t *word = (uint32_t *)_stack_floor; word < top; word++) {
        *word = STACK_PAINT;
    }
    PROBE(STACK_BASE) = (uint32_t)base;
    PROBE(STACK_SIZE) = size;
}

uint32_t stack_free(void)
{
    uint32_t *word = base;
    while (*word == STACK_PAINT) {
        word++;
    }
    return (uint32_t)((char *)word - (char *)base);
}

void stack_check(void)
{
    if (!base) {
        return;
    }
    uint32_t sp = (uint32_t)__builtin_frame_address(0);
    for (int i = 0; i < GUARD_WORDS; i++) {
        if (base[i] != STACK_PAINT || sp < (uint32_t)base) {
            PROBE(STACK_OVERFLOW) = sp;
            base = NULL;
            os_printf("stack overflow, sp=0x%08x\n", (unsigned)sp);
            restart(REASON_EXCEPTION, NULL);
        }
    }
}
