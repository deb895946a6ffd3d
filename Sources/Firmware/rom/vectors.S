/* Reset and exception vectors of the boot ROM, and the way into the handlers and back.
 *
 * A vector takes 256 bytes of the current stack, saves a2, a3 and a4 in them and a0 in EXCSAVE1, and jumps with EXCCAUSE
 * in a2 through the table of assembly handlers at 0x3FFFC000 + 4 * cause, as the vectors that firmware brings do
 * (observed in NONOS 1.2 to 3.0). _xtos_c_wrapper_handler saves the rest and calls the C handler at 0x3FFFC100 + 4 *
 * cause with the frame and the cause; the NMI calls the one at 0x3FFFC0F0. Handlers run with PS.EXCM clear, so that they
 * may raise exceptions of their own; the frame holds what those would overwrite. On the chip interrupts are open in them
 * (esp8266_undocumented.h); here they stay as masked as they were, level 1 at least, which keeps EXCVADDR and is assumed
 * to make no other difference. */

#define FRAME_PC 0
#define FRAME_PS 4
#define FRAME_SAR 8
#define FRAME_A0 16
#define FRAME_A2 20
#define FRAME_A3 24
#define FRAME_A4 28
#define FRAME_A5 32
#define FRAME_CAUSE 76
#define FRAME_ADDRESS 80        /* from here on nothing of the chip's ROM */
#define FRAME_EPC1 84
#define FRAME_EXCSAVE1 88

    .section .vectors, "ax"
assembly_handlers:
    .word   0x3FFFC000

    .org    0x10
    .global _DebugExceptionVector, _NMIExceptionVector, _KernelExceptionVector, _UserExceptionVector
    .global _DoubleExceptionVector, _ResetVector
_DebugExceptionVector:          /* level 2 */
    j       hang

    .org    0x20
_NMIExceptionVector:            /* level 3 */
    wsr.excsave3 a0
    j       nmi

    .org    0x30
_KernelExceptionVector:         /* nothing that the ROM starts runs with PS.UM clear */
    j       _UserExceptionVector

    .org    0x50
_UserExceptionVector:
    wsr.excsave1 a0
    addmi   a1, a1, -256
    s32i    a2, a1, FRAME_A2
    s32i    a3, a1, FRAME_A3
    rsr.exccause a2
    l32r    a3, assembly_handlers
    addx4   a3, a2, a3
    l32i    a3, a3, 0
    s32i    a4, a1, FRAME_A4
    jx      a3

    .org    0x70
_DoubleExceptionVector:         /* the watchdog ends it */
    j       hang

    .org    0x80
_ResetVector:
    j       _ResetHandler

    .text
    .literal_position
    .align  4
hang:
    j       hang

    .section .rom._ResetHandler, "ax"
    .align  4
    .global _ResetHandler
_ResetHandler:
    j       reset

    .text
    .align  4
reset:
    movi    a0, 0
    wsr.intenable a0
    movi    a1, 0x40000000
    wsr.vecbase a1
    movi    a3, 0x2F        /* UM, every interrupt masked */
    wsr.ps  a3
    rsync
    movi    a2, 0x3FFFDAB0  /* the ROM's bss */
    movi    a3, 0x3FFFE000
1:  s32i    a0, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, 1b
    call0   rom_main

/* The frame but for a0 and a2 to a4. */
    .macro  save_registers
    s32i    a5, a1, FRAME_A5
    s32i    a6, a1, FRAME_A5 + 4
    s32i    a7, a1, FRAME_A5 + 8
    s32i    a8, a1, FRAME_A5 + 12
    s32i    a9, a1, FRAME_A5 + 16
    s32i    a10, a1, FRAME_A5 + 20
    s32i    a11, a1, FRAME_A5 + 24
    s32i    a12, a1, FRAME_A5 + 28
    s32i    a13, a1, FRAME_A5 + 32
    s32i    a14, a1, FRAME_A5 + 36
    s32i    a15, a1, FRAME_A5 + 40
    rsr.sar a4
    s32i    a4, a1, FRAME_SAR
    rsr.exccause a3
    s32i    a3, a1, FRAME_CAUSE
    rsr.excvaddr a4
    s32i    a4, a1, FRAME_ADDRESS
    .endm

    .macro  restore_registers
    l32i    a2, a1, FRAME_SAR
    wsr.sar a2
    l32i    a0, a1, FRAME_A0
    l32i    a3, a1, FRAME_A3
    l32i    a4, a1, FRAME_A4
    l32i    a5, a1, FRAME_A5
    l32i    a6, a1, FRAME_A5 + 4
    l32i    a7, a1, FRAME_A5 + 8
    l32i    a8, a1, FRAME_A5 + 12
    l32i    a9, a1, FRAME_A5 + 16
    l32i    a10, a1, FRAME_A5 + 20
    l32i    a11, a1, FRAME_A5 + 24
    l32i    a12, a1, FRAME_A5 + 28
    l32i    a13, a1, FRAME_A5 + 32
    l32i    a14, a1, FRAME_A5 + 36
    l32i    a15, a1, FRAME_A5 + 40
    l32i    a2, a1, FRAME_A2
    addmi   a1, a1, 256
    .endm

    .text
    .align  4
    .global rom_exception_wrapper
rom_exception_wrapper:
    rsr.excsave1 a0
    s32i    a0, a1, FRAME_A0
    save_registers
    rsr.epc1 a2
    s32i    a2, a1, FRAME_PC
    rsr.ps  a2
    s32i    a2, a1, FRAME_PS
    extui   a2, a2, 0, 4
    movi    a4, 0x21        /* UM, at least level 1 */
    or      a2, a2, a4
    wsr.ps  a2
    rsync
    movi    a4, 0x3FFFC100
    addx4   a4, a3, a4
    l32i    a4, a4, 0
    mov     a2, a1
    callx0  a4

/* a1 is the frame; PS in it has EXCM set. */
    .global rom_return_from_exception
rom_return_from_exception:
    l32i    a2, a1, FRAME_PS
    wsr.ps  a2
    rsync
    l32i    a2, a1, FRAME_PC
    wsr.epc1 a2
    restore_registers
    rfe

    .align  4
nmi:
    addmi   a1, a1, -256
    s32i    a2, a1, FRAME_A2
    s32i    a3, a1, FRAME_A3
    s32i    a4, a1, FRAME_A4
    rsr.excsave3 a2
    s32i    a2, a1, FRAME_A0
    save_registers
    rsr.epc1 a2
    s32i    a2, a1, FRAME_EPC1
    rsr.excsave1 a2
    s32i    a2, a1, FRAME_EXCSAVE1
    rsr.epc3 a2
    s32i    a2, a1, FRAME_PC
    rsr.eps3 a2
    s32i    a2, a1, FRAME_PS
    movi    a2, 0x23        /* UM, level 3 */
    wsr.ps  a2
    rsync
    movi    a4, 0x3FFFC0F0
    l32i    a4, a4, 0
    mov     a2, a1
    callx0  a4
    rsil    a2, 15
    l32i    a2, a1, FRAME_EPC1
    wsr.epc1 a2
    l32i    a2, a1, FRAME_EXCSAVE1
    wsr.excsave1 a2
    l32i    a2, a1, FRAME_CAUSE
    wsr.exccause a2
    l32i    a2, a1, FRAME_ADDRESS
    wsr.excvaddr a2
    l32i    a2, a1, FRAME_PC
    wsr.epc3 a2
    l32i    a2, a1, FRAME_PS
    wsr.eps3 a2
    restore_registers
    rfi     3
