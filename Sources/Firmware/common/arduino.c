#include "arduino.h"

#include "sdk.h"

static uint32_t last_turn;

void optimistic_yield(uint32_t interval_us)
{
    if (sdk_time_us() - last_turn > interval_us) {
        sdk_pass();
        last_turn = sdk_time_us();
    }
}
