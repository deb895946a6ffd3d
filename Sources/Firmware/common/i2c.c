#include "i2c.h"

#include "gpio.h"
#include "sdk.h"

/* Half of a clock period: with what the calls cost, 100 kHz. */
#define HALF_US 4
/* How long a device may hold the clock low. */
#define STRETCH_US 1000

static void rest(void)
{
    for (uint32_t start = sdk_time_us(); sdk_time_us() - start < HALF_US;) {
    }
}

static void put_low(uint8_t pin) { gpio_drive(pin, 0); }

static void let_clock_go(const struct i2c *bus)
{
    gpio_release(bus->scl);
    for (uint32_t start = sdk_time_us(); !gpio_read(bus->scl) && sdk_time_us() - start < STRETCH_US;) {
    }
    rest();
}

void i2c_init(const struct i2c *bus)
{
    gpio_take(bus->sda, 1);
    gpio_take(bus->scl, 1);
    gpio_release(bus->sda);
    gpio_release(bus->scl);
}

static void start(const struct i2c *bus)
{
    gpio_release(bus->sda);
    let_clock_go(bus);
    put_low(bus->sda);
    rest();
    put_low(bus->scl);
}

static void stop(const struct i2c *bus)
{
    put_low(bus->sda);
    rest();
    let_clock_go(bus);
    gpio_release(bus->sda);
    rest();
}

/* One bit out, and what stands on the line meanwhile. */
static int exchange(const struct i2c *bus, int bit)
{
    if (bit) {
        gpio_release(bus->sda);
    } else {
        put_low(bus->sda);
    }
    rest();
    let_clock_go(bus);
    int seen = gpio_read(bus->sda);
    put_low(bus->scl);
    return seen;
}

/* Whether the byte was acknowledged. */
static int put_byte(const struct i2c *bus, uint8_t byte)
{
    for (int bit = 7; bit >= 0; bit--) {
        exchange(bus, byte >> bit & 1);
    }
    return !exchange(bus, 1);
}

static uint8_t get_byte(const struct i2c *bus, int is_last)
{
    uint8_t byte = 0;
    for (int bit = 0; bit < 8; bit++) {
        byte = (uint8_t)(byte << 1 | exchange(bus, 1));
    }
    exchange(bus, is_last);
    return byte;
}

int i2c_write(const struct i2c *bus, uint8_t address, const uint8_t *bytes, size_t count)
{
    start(bus);
    int is_taken = put_byte(bus, (uint8_t)(address << 1));
    for (size_t i = 0; is_taken && i < count; i++) {
        is_taken = put_byte(bus, bytes[i]);
    }
    stop(bus);
    return is_taken;
}

int i2c_read(const struct i2c *bus, uint8_t address, uint8_t *bytes, size_t count)
{
    start(bus);
    int is_there = put_byte(bus, (uint8_t)(address << 1 | 1));
    for (size_t i = 0; is_there && i < count; i++) {
        bytes[i] = get_byte(bus, i + 1 == count);
    }
    stop(bus);
    return is_there;
}
