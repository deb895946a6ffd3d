/* Exceptions: 8- and 16-bit loads from 32-bit-only memory are repaired (stores are not), everything else is fatal. */
#include "personality.h"
#include "registers.h"

#define EXCEPTION_HANDLER(cause) (((void (**)(uint32_t *))0x3FFFC100)[cause])
#define CAUSE_LEVEL1_INTERRUPT 4
#define CAUSE_LOAD_STORE_ERROR 3
#define CAUSES 30

/* Words of the ROM's frame; a0 stands before a2, and a1 is where the frame ends. */
enum { FRAME_PC = 0, FRAME_A0 = 4, FRAME_CAUSE = 19, FRAME_ADDRESS = 20 };

#define RSR(name)                                                                                               \
    ({                                                                                                          \
        uint32_t value_;                                                                                        \
        __asm__ volatile("rsr." name " %0" : "=a"(value_));                                                     \
        value_;                                                                                                 \
    })

static void fatal(uint32_t *frame)
{
    struct fatal_exception exception = {
        .cause = frame[FRAME_CAUSE],
        .epc1 = frame[FRAME_PC],
        .epc2 = RSR("epc2"),
        .epc3 = RSR("epc3"),
        .excvaddr = frame[FRAME_ADDRESS],
        .depc = RSR("depc"),
    };
    texts()->fatal(&exception);
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
    uint32_t number = low >> 4;
    if ((low & 15) != 2 || (kind != 0 && kind != 1 && kind != 9) || number == 1) {
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
    frame[FRAME_A0 + (number ? number - 1 : 0)] = value;
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
