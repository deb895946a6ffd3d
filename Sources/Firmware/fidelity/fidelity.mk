# Programs of the fidelity suite, optimised as the published ones were, by each compiler there is: the cross compiler of
# bookworm, that of bullseye, the latter as if it were 10.3 (gcc-10.3.awk), and that of trixie. Outputs:
# .build/firmware/fidelity/gcc-VERSION/*.elf
FIDELITY_ROOM = $(FIRMWARE)/fidelity
FIDELITY = loops iram_access primes hoult flash sha1 millis rom_costs sorting crc decimal polling coremark scheduler \
	sketch donna ladder25519 base25519 mlkem md5 chachapoly
FIDELITY_COMPILERS = 10.2.1 10.3 12.2.0 13.3.0
CC_10.2.1 = .build/gcc-10.2.1/gcc
CC_10.3 = $(CC_10.2.1)
CC_12.2.0 = $(CC)
CC_13.3.0 = .build/gcc-13.3.0/gcc
# What is done to the assembly before it is assembled, $(1) the options
CORRECT_10.2.1 = cat
CORRECT_12.2.0 = cat
CORRECT_13.3.0 = cat
CORRECT_10.3 = awk -f $(FIDELITY_ROOM)/gcc-10.3.awk -v size=$(if $(findstring -Os,$(1)),1,0)

# As platform.txt of the Arduino core 3.x compiles a sketch: as C++, which turns some loops another way than C
ARDUINO_SIZE = -Os -free -fipa-pta -falign-functions=4
ARDUINO = -x c++ -std=gnu++17 -fno-exceptions -fno-rtti -fno-threadsafe-statics $(ARDUINO_SIZE)
C11 = -std=gnu11
# How a program or a part of one is optimised that is not a sketch of its time or the core
OPT_loops = $(C11) -O2
OPT_iram_access = $(C11) -Os
OPT_primes = $(C11) -Ofast
OPT_hoult = $(C11) -O1
OPT_flash = $(C11) -Os
OPT_rom_costs = $(C11) -O2
OPT_polling = $(C11) -Os -finline-functions
OPT_sha1 = $(patsubst -Os,-Ofast,$(ARDUINO))
# BearSSL, as its conf/esp8266.mk
OPT_sha1_library = $(C11) -O2 -free -fipa-pta
OPT_rom_tasks = $(C11) -O2
# What built the ROM is not known
OPT_md5 = $(C11) -O2
# The core 2.0.0
OPT_donna = $(C11) -Os -falign-functions=4
# A library in C, as platform.txt compiles it
$(foreach p,ladder25519 base25519 chachapoly,$(eval OPT_$(p) = $(C11) $(ARDUINO_SIZE) -fno-inline-functions))
OPT_base25519_multiples = $(C11)
# The benchmark is C in a sketch
$(foreach p,coremark coremark_list coremark_matrix coremark_state coremark_crc,$(eval OPT_$(p) = $(C11) $(ARDUINO_SIZE)))
fidelity_options = $(or $(OPT_$(1)),$(ARDUINO))

# What a program needs besides its NAME.c
PARTS_loops = loops.S
PARTS_crc = $(foreach c,crc8 ccitt modbus crc32,$(foreach f,bit nibble nibblem byte,crc_forms-$(c)_$(f).c))
PARTS_millis = clock.c
PARTS_polling = clock.c
PARTS_sha1 = sha1_library.c arduino_string.c clock.c
PARTS_coremark = coremark_list.c coremark_matrix.c coremark_state.c coremark_crc.c
PARTS_scheduler = arduino_loop.c rom_tasks.c task_switch.S clock.c
PARTS_sketch = $(PARTS_scheduler)
PARTS_base25519 = base25519_multiples.c

.PHONY: fidelity
fidelity: $(foreach c,$(FIDELITY_COMPILERS),$(FIDELITY:%=$(OUT)/fidelity/gcc-$(c)/%.elf))

.build/gcc-%/gcc: $(FIDELITY_ROOM)/fetch-gcc.sh
	@mkdir -p .build
	@$< $* .build/gcc-$*
	@touch $@

# Multiples of the base point, 30 KB, computed on this machine
$(OBJ)/base25519_table: $(FIDELITY_ROOM)/base25519_table.c $(FIDELITY_ROOM)/field25519.h
	@mkdir -p $(@D)
	@gcc -O2 -Wall -Wextra -Werror $< -o $@

$(OBJ)/base25519_multiples.c: $(OBJ)/base25519_table
	@$< > $@

FIDELITY_HEADERS = $(wildcard $(FIDELITY_ROOM)/*.h)
FIDELITY_TOOLS_10.2.1 = $(CC_10.2.1)
FIDELITY_TOOLS_13.3.0 = $(CC_13.3.0)
FIDELITY_TOOLS_10.3 = $(CC_10.3) $(FIDELITY_ROOM)/gcc-10.3.awk

# Recipe of an object from C. $(1) compiler, $(2) options
define fidelity_compile
@mkdir -p $(@D)
@$(CC_$(1)) $(filter-out -std=%,$(OURS)) -I$(FIRMWARE)/bare $(2) -S $< -o $(@:.o=.compiled.s)
@$(call CORRECT_$(1),$(2)) $(@:.o=.compiled.s) > $(@:.o=.s)
@$(CC_$(1)) $(TARGET) -c $(@:.o=.s) -o $@
endef

# $(1) compiler
define fidelity_compiler
FIDELITY_SHARED_$(1) = $(addprefix $(OBJ)/fidelity-$(1)/,start.S.o runtime.c.o) $(OBJ)/rom/vectors.o $(ROM_ARITHMETIC)

$(OBJ)/fidelity-$(1)/runtime.c.o: $(FIRMWARE)/bare/runtime.c $(FLAGS) $$(FIDELITY_TOOLS_$(1))
	@mkdir -p $$(@D)
	@$(CC_$(1)) $(OURS) -O2 -c $$< -o $$@

$(OBJ)/fidelity-$(1)/%.c.o: $(FIDELITY_ROOM)/%.c $(FIDELITY_HEADERS) $(FLAGS) $$(FIDELITY_TOOLS_$(1))
	$$(call fidelity_compile,$(1),$$(call fidelity_options,$$*))

$(OBJ)/fidelity-$(1)/crc_forms-%.c.o: $(FIDELITY_ROOM)/crc_forms.c $(FIDELITY_HEADERS) $(FLAGS) $$(FIDELITY_TOOLS_$(1))
	$$(call fidelity_compile,$(1),$(ARDUINO) -DFORM=$$*)

$(OBJ)/fidelity-$(1)/base25519_multiples.c.o: $(OBJ)/base25519_multiples.c $(FLAGS) $$(FIDELITY_TOOLS_$(1))
	@mkdir -p $$(@D)
	@$(CC_$(1)) $(OURS) -I$(FIRMWARE)/bare -I$(FIDELITY_ROOM) -c $$< -o $$@

$(OBJ)/fidelity-$(1)/%.S.o: $(FIDELITY_ROOM)/%.S $(FLAGS) $$(FIDELITY_TOOLS_$(1))
	@mkdir -p $$(@D)
	@$(CC_$(1)) $(ASM) -c $$< -o $$@
endef

# $(1) program, $(2) compiler
define fidelity_image
$(OUT)/fidelity/gcc-$(2)/$(1).elf: $(patsubst %,$(OBJ)/fidelity-$(2)/%.o,$(1).c $(PARTS_$(1))) \
		$$(FIDELITY_SHARED_$(2)) $(FIDELITY_ROOM)/fidelity.ld $(FIRMWARE)/rom/arithmetic.ld
	@mkdir -p $$(@D)
	@$(CC) $(LINK) -T $(FIDELITY_ROOM)/fidelity.ld $$(filter %.o,$$^) $(LIBS) -o $$@
endef
$(foreach c,$(FIDELITY_COMPILERS),$(eval $(call fidelity_compiler,$(c))))
$(foreach c,$(FIDELITY_COMPILERS),$(foreach p,$(FIDELITY),$(eval $(call fidelity_image,$(p),$(c)))))
