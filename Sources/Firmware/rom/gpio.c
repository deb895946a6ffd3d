/* The pins: levels, registers, interrupts and which of them wake the chip. */
#include "rom.h"

#define OUT_SET REG(0x60000304)
#define OUT_CLEAR REG(0x60000308)
#define ENABLE_SET REG(0x60000310)
#define ENABLE_CLEAR REG(0x60000314)
#define INPUT REG(0x60000318)
#define STATUS REG(0x6000031C)
#define STATUS_SET REG(0x60000320)
#define STATUS_CLEAR REG(0x60000324)
#define PIN(number) REG(0x60000328 + 4 * (number))
#define PINS 16u
#define ALL_PINS 0xFFFFu

#define TYPE_SHIFT 7
#define TYPE (7u << TYPE_SHIFT)
#define WAKES (1u << 10)
#define INTERRUPT_GPIO 4

/* As the chip's ROM has it in its bss: pins whose interrupt waits to be acknowledged, and what each pin interrupts on,
 * while the pin itself is switched off until then. */
#define PENDING (*(volatile uint32_t *)0x3FFFDFD0)
#define HANDLER (*(void (**)(uint32_t pins, void *argument))0x3FFFDFD4)
#define ARGUMENT (*(void **)0x3FFFDFD8)
#define TYPES ((uint8_t *)0x3FFFDFE0)

void rom_gpio_output_set(uint32_t high, uint32_t low, uint32_t enabled, uint32_t disabled)
{
    OUT_SET = high;
    OUT_CLEAR = low;
    ENABLE_SET = enabled;
    ENABLE_CLEAR = disabled;
}

uint32_t rom_gpio_input_get(void)
{
    return INPUT;
}

/* Register 0 is PIN0. */
void rom_gpio_register_set(uint32_t number, uint32_t value)
{
    uint32_t state = rom_lock();
    PIN(number) = value;
    if (number < PINS) {
        TYPES[number] = value >> TYPE_SHIFT & 7;
        if (!TYPES[number]) {
            PENDING &= ~(1u << number);
        }
    }
    rom_restore(state);
}

uint32_t rom_gpio_register_get(uint32_t number)
{
    uint32_t value = PIN(number);
    return number < PINS ? (value & ~TYPE) | (uint32_t)TYPES[number] << TYPE_SHIFT : value;
}

void rom_gpio_pin_intr_state_set(uint32_t number, uint32_t type)
{
    uint32_t state = rom_lock();
    PIN(number) = (PIN(number) & ~TYPE) | type << TYPE_SHIFT;
    rom_restore(state);
}

uint32_t rom_gpio_intr_pending(void)
{
    return PENDING;
}

/* Pins that others than `pins` wait for are interrupted for again. */
void rom_gpio_intr_ack(uint32_t pins)
{
    uint32_t state = rom_lock();
    uint32_t others = PENDING & ~pins;
    PENDING = others;
    if (others) {
        STATUS_SET = others;
        PENDING = 0;
    }
    for (uint32_t number = 0; number < PINS; number++) {
        if (pins >> number & 1) {
            rom_gpio_pin_intr_state_set(number, TYPES[number]);
        }
    }
    rom_restore(state);
}

void rom_gpio_intr_handler_register(void (*handler)(uint32_t, void *), void *argument)
{
    HANDLER = handler;
    ARGUMENT = argument;
}

void rom_gpio_pin_wakeup_enable(uint32_t number, uint32_t type)
{
    uint32_t state = rom_lock();
    PIN(number) = (PIN(number) & ~TYPE) | type << TYPE_SHIFT | WAKES;
    rom_restore(state);
}

void rom_gpio_pin_wakeup_disable(void)
{
    for (uint32_t number = 0; number < PINS; number++) {
        if (PIN(number) & WAKES) {
            PIN(number) &= ~(WAKES | TYPE);
        }
    }
}

/* Switches the pins off that interrupt, and tells the handler unless it still has others to acknowledge. */
static void interrupted(void *argument, uint32_t *frame)
{
    (void)argument;
    (void)frame;
    uint32_t pins = STATUS;
    for (uint32_t number = 0; number < PINS; number++) {
        if (pins >> number & 1) {
            rom_gpio_pin_intr_state_set(number, 0);
        }
    }
    STATUS_CLEAR = pins;
    uint32_t before = PENDING;
    PENDING = before | pins;
    if (!before && HANDLER) {
        HANDLER(pins, ARGUMENT);
    }
}

void rom_gpio_init(void)
{
    rom_mask(1u << INTERRUPT_GPIO);
    rom_set_interrupt_handler(INTERRUPT_GPIO, interrupted, 0);
    rom_gpio_output_set(0, 0, 0, ALL_PINS);
    PENDING = 0;
    for (uint32_t number = 0; number < PINS; number++) {
        rom_gpio_register_set(number, 0);
    }
    STATUS_CLEAR = ALL_PINS;
    rom_gpio_intr_handler_register(0, 0);
    rom_unmask(1u << INTERRUPT_GPIO);
}
