/* NONOS SDK and Arduino: the PP task runs when the application yields, delays or waits. Prints nothing before the
 * application that one would rely on, and nothing when its watchdog bites. */
#include "personality.h"
#include "registers.h"

static const char *name_of(unsigned cause)
{
    switch (cause) {
    case 0: return "IllegalInstruction";
    case 2: return "InstructionFetchError";
    case 3: return "LoadStoreError";
    case 6: return "IntegerDivideByZero";
    case 9: return "LoadStoreAlignment";
    case 20: return "InstFetchProhibited";
    case 28: return "LoadProhibited";
    case 29: return "StoreProhibited";
    default: return "";
    }
}

void nonos_fatal(const struct fatal_exception *at)
{
    os_printf("Fatal exception %u(%sCause):\nepc1=0x%08x, epc2=0x%08x, epc3=0x%08x, excvaddr=0x%08x, depc=0x%08x\n",
              at->cause, name_of(at->cause), at->epc1, at->epc2, at->epc3, at->excvaddr, at->depc);
}

void nonos_log(const char *tag, int level, const char *file, int line, const char *text)
{
    (void)tag;
    (void)level;
    os_printf("%s:%d: %s", file, line, text);
}

IRAM(interrupts) void nonos_wdt_interrupt(void) { RTC_SYSTEM(0) = REASON_HW_WDT; }

const struct texts nonos_texts = {.fatal = nonos_fatal, .log = nonos_log};
const struct feeding nonos_feeding = {.yielded = pp_task_run};
