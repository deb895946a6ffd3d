#include "device_id.h"

#include <string.h>

#include "sdk.h"

char *device_id(const char *own)
{
    char *given = config_string(CONFIG_CLIENT_ID, NULL);
    return given ? given : strdup(own);
}
