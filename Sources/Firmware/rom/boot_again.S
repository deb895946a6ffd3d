/* What hosts and their programs know of the boot code. */
#include "entry.h"

/* esptool tells the chips apart by this word (esptool: the magic value of the ESP8266). */
    .section .rom.chip_magic, "a"
    .align  4
    .word   0xFFF0C101

/* Where the chip's ROM goes on when the download mode is left: a program that a host loaded returns here to have the flash's
 * image run (esptool's flasher stub). */
    .section .rom.leave_download, "ax"
    .align  4
    .global leave_download
    .type   leave_download, @function
leave_download:
    j       run_flash
    .size   leave_download, . - leave_download

    .text
    .align  4
run_flash:
    movi    a1, 0x40000000
    movi    a0, 0
    wsr.intenable a0
    rsil    a0, 15
    call0   rom_run_flash
