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

/* md5.c, sha1.c, hmac.c */
    entry   md5_vector, rom_md5_vector
    entry   MD5Init, rom_md5_init
    entry   MD5Update, rom_md5_update
    entry   MD5Final, rom_md5_final
    entry   hmac_md5_vector, rom_hmac_md5_vector
    entry   hmac_md5, rom_hmac_md5
    entry   sha1_vector, rom_sha1_vector
    entry   SHA1Transform, rom_sha1_transform
    entry   SHA1Init, rom_sha1_init
    entry   SHA1Update, rom_sha1_update
    entry   SHA1Final, rom_sha1_final
    entry   pbkdf2_sha1, rom_pbkdf2_sha1
    entry   hmac_sha1_vector, rom_hmac_sha1_vector
    entry   hmac_sha1, rom_hmac_sha1
    entry   sha1_prf, rom_sha1_prf

/* aes.c, rc4.c, base64.c */
    entry   rijndaelKeySetupDec, rom_rijndael_key_setup_dec
    entry   aes_decrypt_init, rom_aes_decrypt_init
    entry   aes_decrypt, rom_aes_decrypt
    entry   aes_decrypt_deinit, rom_aes_decrypt_deinit
    entry   rijndaelKeySetupEnc, rom_rijndael_key_setup_enc
    entry   aes_unwrap, rom_aes_unwrap
    entry   rc4_skip, rom_rc4_skip
    entry   base64_encode, rom_base64_encode
    entry   mem_init, rom_mem_init
    entry   mem_malloc, rom_mem_malloc
    entry   mem_free, rom_mem_free

/* clock.c */
    entry   ets_update_cpu_frequency, rom_update_cpu_frequency
    entry   ets_get_cpu_frequency, rom_get_cpu_frequency

/* descriptors.c */
    entry   lldesc_build_chain, rom_lldesc_build_chain
    entry   lldesc_num2link, rom_lldesc_num2link

    routine xthal_get_ccount
    rsr.ccount a2
    ret
    end     xthal_get_ccount

    routine xthal_set_intclear
    wsr.intclear a2
    ret
    end     xthal_set_intclear
