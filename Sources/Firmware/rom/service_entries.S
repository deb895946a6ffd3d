/* The ROM's services at the addresses firmware knows (eagle.rom.addr.v6.ld). services.ld puts each section in its
 * place. They access the registers that the chip's ROM does; what their instructions cost beside that and the flash
 * chip's own time is assumed to be the chip's, but for tasks.c, which was counted. */

#include "entry.h"

/* main.c, loader.c */
    entry   main, rom_main
    entry   _start, rom_main
    entry   ets_set_user_start, rom_set_user_start
    entry   boot_from_flash, rom_boot_from_flash

/* tasks.c, timers.c */
    entry   ets_set_idle_cb, rom_set_idle_callback
    entry   ets_task, rom_task
    entry   ets_run, rom_run
    entry   ets_post, rom_post
    entry   ets_timer_setfn, rom_timer_setfn
    entry   timer_insert, rom_timer_insert
    entry   ets_timer_arm, rom_timer_arm
    entry   ets_timer_disarm, rom_timer_disarm
    entry   ets_timer_done, rom_timer_done
    entry   ets_timer_handler_isr, rom_timer_handler
    entry   ets_timer_init, rom_timer_init

/* console.c, uart.c, print.c */
    entry   ets_delay_us, rom_delay_us
    entry   uart_baudrate_detect, rom_uart_detect
    entry   uart_div_modify, rom_uart_divider
    entry   uartAttach, rom_uart_attach
    entry   Uart_Init, rom_uart_init
    entry   uart_buff_switch, rom_uart_switch
    entry   uart_tx_one_char, rom_uart_put
    entry   uart_rx_one_char_block, rom_uart_get_waiting
    entry   uart_rx_one_char, rom_uart_get
    entry   uart_rx_intr_handler, rom_uart_interrupt
    entry   uart_rx_readbuff, rom_uart_read_buffer
    entry   UartRxString, rom_uart_receive_string
    entry   UartGetCmdLn, rom_uart_get_line
    entry   GetUartDevice, rom_uart_device
    entry   ets_getc, rom_getc
    entry   ets_uart_putc1, rom_uart_put_text
    entry   ets_uart_printf, rom_uart_printf

/* flash.c, spi_flash.c, flash_services.c */
    entry   Cache_Read_Enable, rom_cache_enable
    entry   Cache_Read_Disable, rom_cache_disable
    entry   SPI_sector_erase, rom_spi_sector_erase
    entry   SPI_page_program, rom_spi_page_program
    entry   SPI_read_data, rom_spi_read_data
    entry   SPI_read_status, rom_spi_read_status
    entry   SPI_write_status, rom_spi_write_status
    entry   SPI_write_enable, rom_spi_write_enable
    entry   Wait_SPI_Idle, rom_spi_wait_idle
    entry   Enable_QMode, rom_spi_enable_quad
    entry   Disable_QMode, rom_spi_disable_quad
    entry   SelectSpiFunction, rom_select_spi_function
    entry   spi_flash_attach, rom_spi_flash_attach
    entry   SPIUnlock, rom_spi_unlock
    entry   SPILock, rom_spi_lock
    entry   SPIReadModeCnfig, rom_spi_read_mode
    entry   SPIEraseChip, rom_spi_erase_chip
    entry   SPIEraseBlock, rom_spi_erase_block
    entry   SPIEraseSector, rom_spi_erase_sector
    entry   SPIEraseArea, rom_spi_erase_area
    entry   SPIWrite, rom_spi_write
    entry   SPIRead, rom_spi_read
    entry   SPIParamCfg, rom_spi_parameters

/* gpio.c */
    entry   gpio_init, rom_gpio_init
    entry   gpio_output_set, rom_gpio_output_set
    entry   gpio_input_get, rom_gpio_input_get
    entry   gpio_register_set, rom_gpio_register_set
    entry   gpio_register_get, rom_gpio_register_get
    entry   gpio_intr_pending, rom_gpio_intr_pending
    entry   gpio_pin_intr_state_set, rom_gpio_pin_intr_state_set
    entry   gpio_intr_ack, rom_gpio_intr_ack
    entry   gpio_intr_handler_register, rom_gpio_intr_handler_register
    entry   gpio_pin_wakeup_enable, rom_gpio_pin_wakeup_enable
    entry   gpio_pin_wakeup_disable, rom_gpio_pin_wakeup_disable

/* rtc.c */
    entry   rtc_get_reset_reason, rom_reset_reason
    entry   software_reset, rom_software_reset
    entry   rtc_set_sleep_mode, rom_set_sleep_mode
    entry   rtc_intr_handler, rom_rtc_interrupt
    entry   ets_rtc_int_register, rom_rtc_interrupt_register

/* phy.c */
    entry   rom_chip_v5_disable_cca, rom_disable_cca
    entry   rom_chip_v5_enable_cca, rom_enable_cca
    entry   phy_get_romfuncs, rom_get_phy_functions
    entry   rom_i2c_readReg, rom_i2c_read
    entry   rom_i2c_readReg_Mask, rom_i2c_read_mask
    entry   rom_i2c_writeReg, rom_i2c_write
    entry   rom_i2c_writeReg_Mask, rom_i2c_write_mask

/* random.c, numbers.c, strings.c */
    entry   rand, rom_rand
    entry   srand, rom_srand
    entry   multofup, rom_multofup
    entry   ets_char2xdigit, rom_hex_digit
    entry   ets_str2macaddr, rom_read_mac
    entry   xthal_memcpy, rom_memcpy
