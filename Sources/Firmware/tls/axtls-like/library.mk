# mbedTLS within the limits of axTLS, as the Arduino core had it before 2.5.
AXTLS_ROOM = $(FIRMWARE)/tls/axtls-like
AXTLS_SOURCE = .build/mbedtls
AXTLS_BUILD = $(OBJ)/axtls-like-arduino-2.4
AXTLS_PORT = $(patsubst $(FIRMWARE)/%,%,$(wildcard $(FIRMWARE)/tls/*.c $(AXTLS_ROOM)/*.c)) \
	$(patsubst %,tls/mbedtls/%.c,entropy options port)
AXTLS_PORT_OBJ = $(AXTLS_PORT:%=$(AXTLS_BUILD)/%.o)
AXTLS_CONFIG = -DMBEDTLS_CONFIG_FILE='"config-axtls-like.h"' -I$(AXTLS_ROOM) -I$(AXTLS_SOURCE)/include
PLACE_axtls = 0x3600

$(AXTLS_BUILD)/libmbedtls.a: $(AXTLS_SOURCE)/library/ssl_tls.c $(AXTLS_ROOM)/config-axtls-like.h $(AXTLS_ROOM)/library.mk $(FLAGS)
	@mkdir -p $(@D)/library
	@rm -f $@
	@echo "compiling mbedTLS for axtls-like"
	@ls $(AXTLS_SOURCE)/library/*.c | xargs -P 2 -I{} sh -c 'n=$$(basename {} .c); \
		case $$n in bignum) c=-Dmbedtls_ct_mpi_uint_cond_assign=port_end_of_product;; *) c=;; esac; \
		$(CC) $(TARGET) -include stddef.h -O2 $$c \
		-DMBEDTLS_CONFIG_FILE="\"config-axtls-like.h\"" -I$(AXTLS_ROOM) -I$(AXTLS_SOURCE)/include \
		-fmacro-prefix-map=$(AXTLS_SOURCE)/library/= -c {} -o $(@D)/library/$$n.o'
	@$(AR) rcs $@ $(@D)/library/*.o

$(AXTLS_BUILD)/%.c.o: $(FIRMWARE)/%.c $(AXTLS_BUILD)/libmbedtls.a
	@mkdir -p $(@D)
	@$(CC) $(OURS) $(AXTLS_CONFIG) -I$(FIRMWARE)/tls -Os -c $< -o $@

-include $(AXTLS_PORT_OBJ:.o=.d)
$(eval $(call image,axtls-like,arduino-2.4,$(AXTLS_PORT_OBJ) $(AXTLS_BUILD)/libmbedtls.a,$(PLACE_axtls)))
