/* Begins a section that arithmetic.ld places so that its routines lie where the chip's ROM has them. */
    .macro  group name
    .section .rom.\name, "ax"
    .align  4
    .endm

/* Begins a routine so far into its section. */
    .macro  entry name, offset
    .org    \offset
    .global \name
    .type   \name, @function
\name:
    .endm

    .macro  end name
    .size   \name, . - \name
    .endm

/* A routine in a section of its own name. */
    .macro  routine name
    group   \name
    entry   \name, 0
    .endm

/* A word for L32R, which only reaches backwards. */
    .macro  constant name, value
    .pushsection .rom.float_constants, "a"
    .align  4
\name:
    .word   \value
    .popsection
    .endm
