#include "gpio.h"

#include "registers.h"

#define PINS 16
/* 6 to 11 are the flash's. */
#define FLASH_PINS 0x0FC0u
#define GPIO_ENABLE_W1TC REG(0x60000314)
#define GPIO_IN REG(0x60000318)
#define IOMUX(offset) REG(0x60000800 + (offset))
#define IOMUX_PULL_UP (1u << 7)
#define IOMUX_FUNCTION_3 (3u << 4)

/* Offsets of the pins' registers (EOR:core/include/esp/iomux.h). */
static const uint32_t iomux[PINS] = {0x34, 0x18, 0x38, 0x14, 0x3C, 0x40, 0x1C, 0x20,
                                     0x24, 0x28, 0x2C, 0x30, 0x04, 0x08, 0x0C, 0x10};

int gpio_exists(unsigned pin) { return pin < PINS && !(FLASH_PINS >> pin & 1); }

/* GPIO is function 0 of pins 0, 2, 4 and 5, and function 3 of the others. */
void gpio_take(unsigned pin, int pull_up)
{
    uint32_t function = pin == 0 || pin == 2 || pin == 4 || pin == 5 ? 0 : IOMUX_FUNCTION_3;
    IOMUX(iomux[pin]) = function | (pull_up ? IOMUX_PULL_UP : 0);
}

void gpio_drive(unsigned pin, int level)
{
    if (level) {
        GPIO_OUT_W1TS = 1u << pin;
    } else {
        GPIO_OUT_W1TC = 1u << pin;
    }
    GPIO_ENABLE_W1TS = 1u << pin;
}

void gpio_release(unsigned pin) { GPIO_ENABLE_W1TC = 1u << pin; }

int gpio_read(unsigned pin) { return (int)(GPIO_IN >> pin & 1); }
