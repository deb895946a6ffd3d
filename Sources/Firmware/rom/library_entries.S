/* The library's routines at the addresses firmware knows (eagle.rom.addr.v6.ld). library.ld puts each section in its
 * place. */

#include "entry.h"

/* strings.c */
    entry   ets_memset, rom_memset
    entry   ets_memcpy, rom_memcpy
    entry   ets_memmove, rom_memmove
    entry   ets_memcmp, rom_memcmp
    entry   ets_strcpy, rom_strcpy
    entry   ets_strncpy, rom_strncpy
    entry   ets_strcmp, rom_strcmp
    entry   ets_strncmp, rom_strncmp
    entry   ets_strlen, rom_strlen
    entry   ets_strstr, rom_strstr
    entry   ets_bzero, rom_bzero
    entry   roundup2, rom_roundup2
    entry   strcmp, rom_strcmp
    entry   strcpy, rom_strcpy
    entry   strlen, rom_strlen
    entry   strncmp, rom_strncmp
    entry   strncpy, rom_strncpy
    entry   bzero, rom_bzero
    entry   memcmp, rom_memcmp
    entry   memcpy, rom_memcpy
    entry   memmove, rom_memmove
    entry   memset, rom_memset
    entry   strstr, rom_strstr

/* print.c */
    entry   ets_write_char, rom_write_char
    entry   ets_vprintf, rom_vprintf
    entry   ets_install_putc1, rom_install_putc1
    entry   ets_install_uart_printf, rom_install_uart_printf
    entry   ets_install_putc2, rom_install_putc2
    entry   ets_printf, rom_format
    entry   ets_putc, rom_putc
