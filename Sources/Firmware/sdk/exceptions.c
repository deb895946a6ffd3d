/* Exceptions: 8- and 16-bit loads from 32-bit-only memory are repaired (stores are not), everything else is fatal. */
#include "registers.h"
#include "sdk.h"

#define EXCEPTION_HANDLER(cause) (((void (**)(uint32_t *))0x3FFFC100)[cause])
#define CAUSE_LEVEL1_INTERRUPT 4
#define CAUSE_LOAD_STORE_ERROR 3
#define CAUSES 30

enum { FRAME_PC = 16, FRAME_CAUSE = 19, FRAME_ADDRESS = 20 };

#define RSR(name)                                                                                               \
    ({                                                                                                          \
        uint32_t value_;                                                                                        \
        __asm__ volatile("rsr." name " %0" : "=a"(value_));                                                     \
        value_;                                                                                                 \
    })

static const char *name_of(uint32_t cause)
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

/* The texts of NONOS and of esp-open-rtos. */
static void fatal(uint32_t *frame)
{
    unsigned cause = frame[FRAME_CAUSE], pc = frame[FRAME_PC], address = frame[FRAME_ADDRESS];
    unsigned epc2 = RSR("epc2"), epc3 = RSR("epc3"), depc = RSR("depc");
    if (config_number(CONFIG_LOG_STYLE) == STYLE_ESP_OPEN_RTOS) {
        os_printf("Fatal exception (%u): \n", cause);
        os_printf("epc1=0x%08x\nepc2=0x%08x\nepc3=0x%08x\nexcvaddr=0x%08x\ndepc=0x%08x\n", pc, epc2, epc3, address, depc);
    } else {
        os_printf("Fatal exception %u(%sCause):\nepc1=0x%08x, epc2=0x%08x, epc3=0x%08x, excvaddr=0x%08x, depc=0x%08x\n",
                  cause, name_of(cause), pc, epc2, epc3, address, depc);
    }
    restart(REASON_EXCEPTION, frame);
}

static uint32_t byte_of(uint32_t address) { return REG(address & ~3u) >> (8 * (address & 3)) & 0xFF; }

/* L8UI, L16UI and L16SI are 24-bit LSAI instructions: op0 = 2, r = 0, 1 or 9, t = destination. */
static IRAM(exceptions) void repair_load(uint32_t *frame)
{
    uint32_t pc = frame[FRAME_PC];
    uint32_t address = frame[FRAME_ADDRESS];
    uint32_t low = byte_of(pc);
    uint32_t kind = byte_of(pc + 1) >> 4;
    uint32_t value;
    if ((low & 15) != 2 || (kind != 0 && kind != 1 && kind != 9)) {
        fatal(frame);
    }
    value = REG(address & ~3u) >> (8 * (address & 3));
    if (kind == 0) {
        value &= 0xFF;
    } else if (kind == 1) {
        value &= 0xFFFF;
    } else {
        value = (uint32_t)(int32_t)(int16_t)value;
    }
    frame[low >> 4] = value;
    frame[FRAME_PC] = pc + 3;
}

void exceptions_init(void)
{
    for (int cause = 0; cause < CAUSES; cause++) {
        if (cause != CAUSE_LEVEL1_INTERRUPT) {
            EXCEPTION_HANDLER(cause) = fatal;
        }
    }
    EXCEPTION_HANDLER(CAUSE_LOAD_STORE_ERROR) = repair_load;
}
