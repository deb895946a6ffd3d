/* Exception vectors and the reset entry of the boot ROM.
 *
 * Tables in system RAM, filled by the ROM at reset and by the SDK afterwards:
 *   0x3FFFC0F0           NMI handler, a C function of the saved frame
 *   0x3FFFC100 + 4*cause exception handlers, C functions of the saved frame
 * Frame on the interrupted stack, 256 bytes: a0…a15 at 0, PC 64, PS 68, SAR 72, EXCCAUSE 76, EXCVADDR 80. */

    .section .vectors, "ax"
    .literal_position
.Llevel2:
    .org    0x10
    j       .Lspin
    .org    0x20
    wsr.excsave3 a0
    j       _nmi
    .org    0x30
    wsr.excsave1 a0
    j       _exception
    .org    0x50
    wsr.excsave1 a0
    j       _exception
    .org    0x70
.Lspin:
    j       .Lspin
    .org    0x80
    .global _reset
_reset:
    movi    a0, 0
    movi    a1, 0
    movi    a2, 0x1F
    wsr.ps  a2
    wsr.intenable a0
    wsr.litbase a0
    rsync
    j       _start_rom

    .text
    .literal_position
    .align 4
_start_rom:
    movi    a1, 0x40000000
    addi    a1, a1, -16
    movi    a2, 0x3FFFE000
    movi    a3, 0x3FFFEB30
    movi    a4, 0
1:  s32i    a4, a2, 0
    addi    a2, a2, 4
    bltu    a2, a3, 1b
    movi    a2, 0x20
    wsr.ps  a2
    rsync
    call0   rom_main
2:  j       2b

    .macro save_frame save
    addmi   a1, a1, -256
    s32i    a2, a1, 8
    rsr     a2, \save
    s32i    a2, a1, 0
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
    s32i    a2, a1, 72
    .endm

    .macro restore_registers
    l32i    a2, a1, 72
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
    .endm

    .align 4
_exception:
    save_frame excsave1
    rsr.epc1 a2
    s32i    a2, a1, 64
    rsr.ps  a2
    s32i    a2, a1, 68
    rsr.excvaddr a2
    s32i    a2, a1, 80
    rsr.exccause a3
    s32i    a3, a1, 76
    movi    a4, 0x3FFFC100
    addx4   a4, a3, a4
    l32i    a4, a4, 0
    mov     a2, a1
    callx0  a4
    l32i    a2, a1, 64
    wsr.epc1 a2
    l32i    a2, a1, 68
    wsr.ps  a2
    rsync
    restore_registers
    addmi   a1, a1, 256
    rfe

    .align 4
_nmi:
    save_frame excsave3
    rsr.epc3 a2
    s32i    a2, a1, 64
    rsr.eps3 a2
    s32i    a2, a1, 68
    movi    a4, 0x3FFFC0F0
    l32i    a4, a4, 0
    mov     a2, a1
    callx0  a4
    restore_registers
    addmi   a1, a1, 256
    rfi     3
