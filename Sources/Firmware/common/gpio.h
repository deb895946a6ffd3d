/* Pins 0 to 15 as general inputs and outputs. */
#ifndef VESP_GPIO_H
#define VESP_GPIO_H

/* Whether there is such a pin that is not the flash's. */
int gpio_exists(unsigned pin);

/* Gives the pin to GPIO; the module's pull-up is on where `pull_up`. */
void gpio_take(unsigned pin, int pull_up);

/* Drives the pin, or lets go of it. */
void gpio_drive(unsigned pin, int level);
void gpio_release(unsigned pin);
int gpio_read(unsigned pin);

#endif
