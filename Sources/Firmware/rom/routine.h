/* Begins a routine in a section of its own, which arithmetic.ld puts where the chip's ROM has the routine. */
    .macro  routine name
    .section .rom.\name, "ax"
    .align  4
    entry   \name, 0
    .endm

/* Begins a routine so far into the section of another one. */
    .macro  entry name, offset
    .org    \offset
    .global \name
    .type   \name, @function
\name:
    .endm

    .macro  end name
    .size   \name, . - \name
    .endm

/* A word for L32R, which only reaches backwards. */
    .macro  constant name, value
    .pushsection .rom.float_constants, "a"
    .align  4
\name:
    .word   \value
    .popsection
    .endm
