# The programs of BearSSL's T0 interpreters stay in flash, as in the Arduino core, where only whole words can be read.
s/\*(\*p) ++;/FLASH_BYTE((*p) ++);/
s/((\*\*p) >> 6)/(FLASH_BYTE(*p) >> 6)/
s/(\*(\*(t0ipp)) ++)/FLASH_BYTE((*(t0ipp)) ++)/
s/t0_caddr\[(slot) - T0_INTERPRETED\]/FLASH_HALF(\&t0_caddr[(slot) - T0_INTERPRETED])/
