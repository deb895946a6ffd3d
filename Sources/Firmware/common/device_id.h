/* The name under which a device appears: the configuration's, else the application's own. */
#ifndef VESP_DEVICE_ID_H
#define VESP_DEVICE_ID_H

/* A heap copy; NULL without room for it. */
char *device_id(const char *own);

#endif
