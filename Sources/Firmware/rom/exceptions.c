/* The ROM's own handlers: level-1 interrupts go to whoever attached himself, everything else is fatal. */
#include "rom.h"

#define LEVEL1_INTERRUPT 4

#define RSR(name)                                                                                               \
    ({                                                                                                          \
        uint32_t value_;                                                                                        \
        __asm__ volatile("rsr." name " %0" : "=a"(value_));                                                     \
        value_;                                                                                                 \
    })
#define WSR(name, value) __asm__ volatile("wsr." name " %0\n rsync" ::"a"(value))

/* The watchdog ends the loop. */
static void fatal(uint32_t *frame, uint32_t cause)
{
    rom_printf("Fatal exception (%d): \n", cause);
    rom_printf("epc1=0x%08x, epc2=0x%08x, epc3=0x%08x, excvaddr=0x%08x, depc=0x%08x\n", frame[FRAME_PC], RSR("epc2"),
               RSR("epc3"), frame[FRAME_ADDRESS], RSR("depc"));
    for (;;) {
    }
}

/* Calls the handlers attached by ets_isr_attach, lowest number first; masks an interrupt nobody handles. */
static void dispatch_interrupts(uint32_t *frame, uint32_t cause)
{
    uint32_t pending;
    (void)cause;
    while ((pending = RSR("interrupt") & RSR("intenable")) != 0) {
        uint32_t bit = pending & -pending;
        int number = 0;
        while (bit >> number != 1) {
            number++;
        }
        WSR("intclear", bit);
        struct interrupt_handler *handler = &INTERRUPT_HANDLERS[number];
        if (number < INTERRUPT_COUNT && handler->function) {
            handler->function(handler->argument, frame);
        } else {
            WSR("intenable", RSR("intenable") & ~bit);
        }
    }
}

static void ignore(uint32_t *frame)
{
    (void)frame;
}

/* `handler` NULL takes the ROM's own back; the handler that was there, NULL for the ROM's own. */
exception_handler *rom_set_exception_handler(uint32_t cause, exception_handler *handler)
{
    if (cause >= C_HANDLER_COUNT) {
        return 0;
    }
    exception_handler *old = C_HANDLERS[cause];
    C_HANDLERS[cause] = handler ? handler : fatal;
    if (cause < ASSEMBLY_HANDLER_COUNT) {
        ASSEMBLY_HANDLERS[cause] = (void *)rom_exception_wrapper;
    }
    return old == fatal ? 0 : old;
}

/* `handler` NULL leaves the interrupt to be masked when it comes; the handler that was there. */
void *rom_set_interrupt_handler(uint32_t number, void (*handler)(void *, uint32_t *), void *argument)
{
    if (number >= INTERRUPT_COUNT) {
        return 0;
    }
    void *old = (void *)INTERRUPT_HANDLERS[number].function;
    INTERRUPT_HANDLERS[number].function = handler;
    INTERRUPT_HANDLERS[number].argument = argument;
    return old;
}

void rom_prepare_tables(void)
{
    for (int cause = 0; cause < ASSEMBLY_HANDLER_COUNT; cause++) {
        ASSEMBLY_HANDLERS[cause] = (void *)rom_exception_wrapper;
    }
    for (int cause = 0; cause < C_HANDLER_COUNT; cause++) {
        C_HANDLERS[cause] = fatal;
    }
    C_HANDLERS[LEVEL1_INTERRUPT] = dispatch_interrupts;
    NMI_HANDLER = (void *)ignore;
    for (int number = 0; number < INTERRUPT_COUNT; number++) {
        INTERRUPT_HANDLERS[number].function = 0;
        INTERRUPT_HANDLERS[number].argument = 0;
    }
    CPU_MHZ = 80;
}
