/* Arduino core: what its post-mortem says; everything else is the NONOS SDK's. */
#include "personality.h"

static void fatal(const struct fatal_exception *at)
{
    os_printf("\nException (%u):\nepc1=0x%08x epc2=0x%08x epc3=0x%08x excvaddr=0x%08x depc=0x%08x\n", at->cause,
              at->epc1, at->epc2, at->epc3, at->excvaddr, at->depc);
}

static void bite(void) { os_printf("\nSoft WDT reset\n"); }

const struct texts arduino_texts = {.fatal = fatal, .bite = bite, .log = nonos_log};
