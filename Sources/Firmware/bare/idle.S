/* Firmware that has nothing to do, in the ways firmware does that, for benchmarks/idle. Each program sets itself up and
   never ends. The first bytes are the exception vectors: VECBASE is 0x40000000 after a reset. */
    .text
    .org 0x50
/* Level-1 interrupts: the next tick of CCOMPARE0 is a4 cycles after the last. */
tick:
    rsr a2, 240
    add a2, a2, a4
    wsr a2, 240
    addi a5, a5, 1
    rfe

    .align 4
    .macro program name
    .align 4
    .global \name
    .type \name, @function
\name:
    .endm

    .align 4
    .literal_position

/* for (;;) {} */
program idle_jump
    j idle_jump

/* Waits for a byte of UART0, which never comes. */
program idle_status
    movi a3, 0x6000001C
1:  memw
    l32i a2, a3, 0
    extui a2, a2, 0, 8
    beqz a2, 1b
    j 1b

/* Delays of a second, by CCOUNT. a5 counts. */
program idle_delay
    movi a5, 0
    movi a4, 80000000
1:  rsr a2, 234
2:  rsr a3, 234
    sub a3, a3, a2
    bltu a3, a4, 2b
    addi a5, a5, 1
    j 1b

/* Compares the time with a deadline a second away, by the microseconds of WDEV. */
program idle_deadline
    movi a6, 0x3FF20C00
    movi a4, 1000000
    movi a5, 0
1:  l32i a2, a6, 0
    add a2, a2, a4
2:  l32i a3, a6, 0
    sub a3, a3, a2
    bltz a3, 2b
    addi a5, a5, 1
    j 1b

/* As an interpreter at its prompt: looks for input, lets a microsecond pass while it polls its tasks with interrupts
   locked, tracks the overflow of the clock and feeds the watchdog. */
    .align 4
system_time:
    movi a2, 0x3FFE8100
    l32i a3, a2, 0
    movi a2, 0x3FF20C00
    memw
    l32i a2, a2, 0
    add a2, a2, a3
    ret

    .align 4
feed:
    movi a2, 0x3FFE8108
    movi a3, 0
    s8i a3, a2, 0
    movi a2, 0x60000900
    movi a3, 0x73
    memw
    s32i a3, a2, 0x14
    ret

    .align 4
poll_tasks:
    addi a1, a1, -16
    s32i a0, a1, 12
    s32i a12, a1, 8
    rsil a12, 1
    call0 system_time
    movi a3, 0x3FFE8104
    l32i a4, a3, 0
    bgeu a2, a4, 1f
    l32i a4, a3, 8
    addi a4, a4, 1
    s32i a4, a3, 8
1:  s32i a2, a3, 0
    wsr a12, 230
    rsync
    movi a12, 8
2:  call0 feed
    addi a12, a12, -1
    bnez a12, 2b
    l32i a12, a1, 8
    l32i a0, a1, 12
    addi a1, a1, 16
    ret

program idle_prompt
    movi a1, 0x3FFF0000
    movi a2, 0x60000900
    movi a3, 12
    s32i a3, a2, 4
    movi a3, 1
    s32i a3, a2, 0
    movi a14, 0x3FFE8200
    movi a2, 0
    s32i a2, a14, 0
    s32i a2, a14, 4
1:  l32i a2, a14, 0
    l32i a3, a14, 4
    bne a2, a3, 3f
    call0 system_time
    mov a13, a2
2:  call0 poll_tasks
    call0 system_time
    sub a2, a2, a13
    bltui a2, 2, 2b
    call0 feed
    j 1b
3:  j 3b

/* WAITI, with a tick of 10 ms at 80 MHz. a5 counts. */
program idle_tick
    movi a5, 0
    movi a4, 800000
    movi a2, 0x40000000
    wsr a2, 231
    movi a2, 0x40
    wsr a2, 228
    rsr a2, 234
    add a2, a2, a4
    wsr a2, 240
    movi a2, 0x20
    wsr a2, 230
    rsync
1:  waiti 0
    j 1b

/* What is no idling: arithmetic that never comes back to the same state. */
program busy
    movi a2, 1
    movi a3, 0
1:  add a3, a3, a2
    xor a2, a2, a3
    addi a2, a2, 7
    slli a4, a2, 3
    sub a3, a3, a4
    bnez a4, 1b
    j 1b
