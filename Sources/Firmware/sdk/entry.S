/* Entry from the boot ROM, in IRAM because the flash cache is still off: turns it on, then calls the SDK. */
    .section .iram.entry, "ax"
    .literal_position
    .align 4
    .global sdk_entry
    .type sdk_entry, @function
sdk_entry:
    movi    a1, _stack_top
    movi    a2, 0x3FF00000
    movi    a3, 0x18
    s32i    a3, a2, 0x24
    movi    a3, 0x101
    s32i    a3, a2, 0x0C
    memw
    movi    a3, sdk_main
    callx0  a3
1:  j       1b
    .size sdk_entry, . - sdk_entry
