/* I2C by two pins that are let go of or pulled low: the chip has no controller for it. Clocked at about 100 kHz. */
#ifndef VESP_I2C_H
#define VESP_I2C_H

#include <stddef.h>
#include <stdint.h>

struct i2c {
    uint8_t sda, scl;
};

void i2c_init(const struct i2c *bus);

/* From START to STOP; 1, or 0 when somebody does not acknowledge. `address` has 7 bits. */
int i2c_write(const struct i2c *bus, uint8_t address, const uint8_t *bytes, size_t count);
int i2c_read(const struct i2c *bus, uint8_t address, uint8_t *bytes, size_t count);

#endif
