# mbedTLS in the configurations of the SDKs, and the bare programs that need it.
MBEDTLS = .build/mbedtls
MBEDTLS_ROOM = $(FIRMWARE)/tls/mbedtls
MBEDTLS_BUILDS = eor eor-extras rtos-sdk-3.4 nonos mongoose
MBEDTLS_PORT = $(patsubst $(FIRMWARE)/%,%,$(wildcard $(FIRMWARE)/tls/*.c $(MBEDTLS_ROOM)/*.c))

# -O2 where the SDK builds so; Mongoose OS builds for size, for NONOS no source says.
OPT_eor = -O2
OPT_eor-extras = -O2
OPT_rtos-sdk-3.4 = -O2
OPT_nonos = -O2
OPT_mongoose = -Os

# Where the library begins. Another place is another pattern of conflicts in the flash cache, and other cycles.
PLACE_eor = 0x2590
PLACE_eor-extras = 0x2590
PLACE_rtos-sdk-3.4 = 0x25B4
PLACE_nonos = 0x25B4
PLACE_mongoose = 0x25B4

MBEDTLS_FLAGS = $(TARGET) -include stddef.h -I$(MBEDTLS_ROOM) -I$(MBEDTLS)/include -fmacro-prefix-map=$(MBEDTLS)/library/=
MBEDTLS_PORT_FLAGS = -I$(FIRMWARE)/tls -I$(MBEDTLS_ROOM) -I$(MBEDTLS)/include
LIBRARY_FLAGS += $(MBEDTLS_FLAGS) $(foreach b,$(MBEDTLS_BUILDS),$(OPT_$(b)))

$(MBEDTLS)/library/ssl_tls.c: $(MBEDTLS_ROOM)/fetch.sh
	@mkdir -p .build
	@$(MBEDTLS_ROOM)/fetch.sh $(MBEDTLS)
	@touch $@

define mbedtls_build
CONFIG_$(1) = -DMBEDTLS_CONFIG_FILE='"configurations/config-$(1).h"'
PORT_$(1) = $$(MBEDTLS_PORT:%=$(OBJ)/mbedtls-$(1)/%.o)

$(OBJ)/mbedtls-$(1)/libmbedtls.a: $(MBEDTLS)/library/ssl_tls.c $(MBEDTLS_ROOM)/configurations/config-$(1).h $(MBEDTLS_ROOM)/configurations/config-common.h $(FLAGS)
	@mkdir -p $$(@D)/library
	@rm -f $$@
	@echo "compiling mbedTLS for $(1)"
	@ls $(MBEDTLS)/library/*.c | xargs -P 2 -I{} sh -c '$(CC) $(MBEDTLS_FLAGS) $(OPT_$(1)) \
		-DMBEDTLS_CONFIG_FILE="\"configurations/config-$(1).h\"" -c {} -o $$(@D)/library/$$$$(basename {} .c).o'
	@$(AR) rcs $$@ $$(@D)/library/*.o

$(OBJ)/mbedtls-$(1)/%.c.o: $(FIRMWARE)/%.c $(OBJ)/mbedtls-$(1)/libmbedtls.a
	@mkdir -p $$(@D)
	@$(CC) $(OURS) $$(CONFIG_$(1)) $(MBEDTLS_PORT_FLAGS) -Os -c $$< -o $$@

-include $$(PORT_$(1):.o=.d)
$$(eval $$(call image,mbedtls,$(1),$$(PORT_$(1)) $(OBJ)/mbedtls-$(1)/libmbedtls.a,$(PLACE_$(1))))
endef
$(foreach b,$(MBEDTLS_BUILDS),$(eval $(call mbedtls_build,$(b))))
include $(MBEDTLS_ROOM)/variants.mk

# The library's own tests and a benchmark of it, on the bare chip
MBEDTLS_BARE = selftest crypto-bench
$(MBEDTLS_BARE:%=$(OBJ)/bare/apps/%/main.c.o): BARE_FLAGS = $(CONFIG_nonos) -I$(MBEDTLS_ROOM) -I$(MBEDTLS)/include
$(MBEDTLS_BARE:%=$(OBJ)/bare/apps/%/main.c.o): $(OBJ)/mbedtls-nonos/libmbedtls.a
MBEDTLS_BARE_OBJ = $(OBJ)/bare/tls/mbedtls/bare/entropy.c.o $(OBJ)/mbedtls-nonos/libmbedtls.a
$(foreach p,$(MBEDTLS_BARE),$(eval $(call bare_image,$(p),$(MBEDTLS_BARE_OBJ))))
