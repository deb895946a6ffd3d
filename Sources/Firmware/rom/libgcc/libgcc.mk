# rom-peer with libgcc's arithmetic in place of the ROM's, for the long tests. Neither part of `all`, as it needs GCC's
# sources, nor in OUT, whose images are packed.
LIBGCC = .build/libgcc
LIBGCC_ROOM = $(FIRMWARE)/rom/libgcc
LIBGCC_C = muldi3 udivdi3 umoddi3 divdi3
LIBGCC_S = umulsidi3 udivsi3 umodsi3 divsi3 addsubsf3 mulsf3 fixunssfsi addsubdf3 muldf3 divdf3 fixdfsi fixunsdfsi \
	truncdfsf2 extendsfdf2 floatsisf floatsidf
LIBGCC_OBJ = $(LIBGCC_C:%=$(OBJ)/libgcc/%.o) $(LIBGCC_S:%=$(OBJ)/libgcc/%.o)
LIBGCC_FLAGS = -mtext-section-literals -I$(LIBGCC_ROOM) -I$(LIBGCC)

$(LIBGCC)/libgcc2.c: $(LIBGCC_ROOM)/fetch.sh
	@mkdir -p .build
	@$(LIBGCC_ROOM)/fetch.sh $(LIBGCC)
	@touch $@

$(LIBGCC_OBJ): $(LIBGCC)/libgcc2.c $(LIBGCC_ROOM)/xtensa-config.h $(LIBGCC_ROOM)/libgcc.mk $(FLAGS)

$(LIBGCC_C:%=$(OBJ)/libgcc/%.o): $(OBJ)/libgcc/%.o:
	@mkdir -p $(@D)
	@$(CC) $(LIBGCC_FLAGS) -include stddef.h -O2 -fbuilding-libgcc -DMIN_UNITS_PER_WORD=4 -DBITS_PER_UNIT=8 -DL_$* \
		-c $(LIBGCC)/libgcc2.c -o $@

$(LIBGCC_S:%=$(OBJ)/libgcc/%.o): $(OBJ)/libgcc/%.o:
	@mkdir -p $(@D)
	@$(CC) $(LIBGCC_FLAGS) -DL_$* -c $(LIBGCC)/lib1funcs.S -o $@

# bare.ld with libgcc's arithmetic where the ROM's is
$(OBJ)/libgcc/bare.ld: $(FIRMWARE)/bare/bare.ld $(LIBGCC_ROOM)/libgcc.mk
	@mkdir -p $(@D)
	@sed 's,$(FIRMWARE)/rom/arithmetic.ld,$(LIBGCC_ROOM)/arithmetic.ld,' $< > $@

$(LIBGCC)-peer.elf: $(OBJ)/bare/apps/rom-peer/main.c.o $(ROM_PEER_OBJ) $(BARE_OBJ) $(LIBGCC_OBJ) \
		$(OBJ)/libgcc/bare.ld $(LIBGCC_ROOM)/arithmetic.ld
	@mkdir -p $(@D)
	@$(CC) $(LINK) -T $(OBJ)/libgcc/bare.ld $(filter %.o,$^) $(LIBS) -o $@
