/* esp-open-rtos: the PP task pre-empts the application from the 100 Hz tick. */
#include "personality.h"

#include <stdlib.h>

static void banner(enum reset_reason reason)
{
    (void)reason;
    char *version = config_string(CONFIG_SDK_NAME, NULL);
    os_printf("\nESP-Open-SDK ver: %s\n\n", version);
    free(version);
}

static void fatal(const struct fatal_exception *at)
{
    os_printf("Fatal exception (%u): \n", at->cause);
    os_printf("epc1=0x%08x\nepc2=0x%08x\nepc3=0x%08x\nexcvaddr=0x%08x\ndepc=0x%08x\n", at->epc1, at->epc2, at->epc3,
              at->excvaddr, at->depc);
}

const struct texts esp_open_rtos_texts = {.banner = banner, .fatal = fatal, .log = nonos_log};
const struct feeding esp_open_rtos_feeding = {.tick = pp_task_run};
