/* The application's stack, and one more that a library may compute on: painted for their high-waters, guarded by words at
 * their ends. */
#include "registers.h"
#include "sdk.h"

#define GUARD_WORDS 4

extern char _stack_top[], _stack_floor[];

static uint32_t *base;
static uint32_t *second_base, *second_top;

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

void stack_add(void *bytes, uint32_t size)
{
    second_base = bytes;
    second_top = second_base + size / sizeof *second_base;
    for (uint32_t *word = second_base; word < second_top; word++) {
        *word = STACK_PAINT;
    }
    PROBE(SECOND_STACK_BASE) = (uint32_t)second_base;
    PROBE(SECOND_STACK_SIZE) = size;
}

uint32_t stack_free(void)
{
    uint32_t *word = base;
    while (*word == STACK_PAINT) {
        word++;
    }
    return (uint32_t)((char *)word - (char *)base);
}

/* Whether code runs on the second stack, which is not used up. */
static int is_on_second(uint32_t sp)
{
    return sp >= (uint32_t)second_base && sp < (uint32_t)second_top && *second_base == STACK_PAINT;
}

void stack_check(void)
{
    if (!base) {
        return;
    }
    uint32_t sp = (uint32_t)__builtin_frame_address(0);
    for (int i = 0; i < GUARD_WORDS; i++) {
        if (base[i] != STACK_PAINT || (sp < (uint32_t)base && !is_on_second(sp))) {
            PROBE(STACK_OVERFLOW) = sp;
            base = NULL;
            os_printf("stack overflow, sp=0x%08x\n", (unsigned)sp);
            restart(REASON_EXCEPTION, NULL);
        }
    }
}
