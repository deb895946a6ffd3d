/* Reset and exception vectors of the boot ROM.
 *
 * An exception takes 256 bytes of the current stack, saves a0 in EXCSAVE1 and a2 in the frame, and jumps through the
 * table of assembly handlers at 0x3FFFC000 + 4 * cause. The entry the ROM puts there saves the rest and calls the C
 * handler at 0x3FFFC100 + 4 * cause with the frame; the NMI calls the one at 0x3FFFC0F0. Handlers run with PS.EXCM
 * clear, so that they may raise exceptions of their own; the frame holds what those would overwrite.
 * Frame: a0…a15 at 0, PC 64, PS 68, SAR 72, EXCCAUSE 76, EXCVADDR 80. */

#define FRAME_PC 64
#define FRAME_PS 68
#define FRAME_SAR 72
#define FRAME_CAUSE 76
#define FRAME_ADDRESS 80
#define FRAME_EPC1 84
#define FRAME_EXCSAVE1 88

    .section .vectors, "ax"
assembly_handlers:
    .word   0x3FFFC000

    .org    0x10            /* debug, level 2 */
    j       hang

    .org    0x20            /* NMI, level 3 */
    wsr.excsave3 a0
    j       nmi

    .org    0x30            /* kernel exception: nothing of ours runs with PS.UM clear */
    j       user_exception

    .org    0x50
user_exception:
    wsr.excsave1 a0
    addmi   a1, a1, -256
    s32i    a2, a1, 8
    rsr.exccause a2
    l32r    a0, assembly_handlers
    addx4   a2, a2, a0
    l32i    a2, a2, 0
    jx      a2

    .org    0x70            /* double exception: the watchdog ends it */
    j       hang

    .org    0x80
    j       reset

    .text
    .literal_position
    .align  4
hang:
    j       hang

    .align  4
reset:
    movi    a0, 0
    wsr.intenable a0
    movi    a1, 0x40000000
    wsr.vecbase a1
    movi    a3, 0x2F        /* UM, every interrupt masked */
    wsr.ps  a3
    rsync
    movi    a2, 0x3FFFE000  /* the ROM's bss */
    movi    a3, 0x3FFFEB30
1:  s32i    a0, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, 1b
    call0   rom_main

/* Saves all but a0 and a2; the handler's frame pointer is a1. */
    .macro  save_registers
    addmi   a2, a1, 256
    s32i    a2, a1, 4
    s32i    a3, a1, 12
    s32i    a4, a1, 16
    s32i    a5, a1, 20
    s32i    a6, a1, 24
    s32i    a7, a1, 28
    s32i    a8, a1, 32
    s32i    a9, a1, 36
    s32i    a10, a1, 40
    s32i    a11, a1, 44
    s32i    a12, a1, 48
    s32i    a13, a1, 52
    s32i    a14, a1, 56
    s32i    a15, a1, 60
    rsr.sar a2
    s32i    a2, a1, FRAME_SAR
    rsr.exccause a3
    s32i    a3, a1, FRAME_CAUSE
    rsr.excvaddr a2
    s32i    a2, a1, FRAME_ADDRESS
    .endm

    .macro  restore_registers
    l32i    a2, a1, FRAME_SAR
    wsr.sar a2
    l32i    a0, a1, 0
    l32i    a3, a1, 12
    l32i    a4, a1, 16
    l32i    a5, a1, 20
    l32i    a6, a1, 24
    l32i    a7, a1, 28
    l32i    a8, a1, 32
    l32i    a9, a1, 36
    l32i    a10, a1, 40
    l32i    a11, a1, 44
    l32i    a12, a1, 48
    l32i    a13, a1, 52
    l32i    a14, a1, 56
    l32i    a15, a1, 60
    l32i    a2, a1, 8
    addmi   a1, a1, 256
    .endm

    .align  4
    .global rom_exception_wrapper
rom_exception_wrapper:
    rsr.excsave1 a0
    s32i    a0, a1, 0
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
    s32i    a2, a1, 8
    rsr.excsave3 a2
    s32i    a2, a1, 0
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
