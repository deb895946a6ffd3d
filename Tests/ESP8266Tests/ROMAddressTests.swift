import Foundation
import TestSupport
import Testing

@testable import ESP8266

/// What of the chip's ROM stands where, and what of it this one cannot do.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMAddressTests {
    /// Names that the libraries and images of an SDK family refer to, or its own code calls.
    private static let referenced = [
        "flashchip", "Te0", "rcons", "Td0", "Td4s", "UartDev", "_xtos_set_exception_handler", "ets_set_idle_cb",
        "ets_task", "ets_run", "ets_post", "ets_memset", "ets_memcpy", "ets_memmove", "ets_memcmp", "ets_write_char",
        "ets_vprintf", "ets_install_putc1", "ets_strcpy", "ets_strncpy", "ets_strcmp", "ets_strncmp", "ets_strlen",
        "ets_strstr", "ets_bzero", "ets_putc", "ets_update_cpu_frequency", "ets_get_cpu_frequency", "roundup2",
        "uart_buff_switch", "Uart_Init", "SPI_read_status", "SPI_write_status", "SPI_write_enable", "Wait_SPI_Idle",
        "Enable_QMode", "SPIEraseSector", "SPIWrite", "gpio_output_set", "gpio_input_get", "gpio_register_set",
        "gpio_pin_intr_state_set", "gpio_pin_wakeup_enable", "gpio_pin_wakeup_disable", "lldesc_build_chain",
        "lldesc_num2link", "rom_chip_v5_disable_cca", "rom_chip_v5_enable_cca", "phy_get_romfuncs", "aes_unwrap",
        "base64_encode", "md5_vector", "MD5Init", "MD5Update", "MD5Final", "hmac_md5_vector", "hmac_md5",
        "sha1_vector", "SHA1Init", "SHA1Update", "SHA1Final", "pbkdf2_sha1", "hmac_sha1_vector", "hmac_sha1",
        "sha1_prf", "strcmp", "strlen", "strncmp", "strncpy", "rc4_skip", "memcmp", "memcpy", "memmove", "memset",
        "strstr", "xthal_set_intclear", "aes_decrypt_init", "aes_decrypt", "aes_decrypt_deinit", "xthal_get_ccount",
        "bzero", "_ResetVector", "rijndaelKeySetupEnc", "SPI_read_data", "SPI_page_program", "SPI_sector_erase",
        "Disable_QMode",
    ]
    private static let prefix = "unimplemented$"

    private static func symbols() throws -> [String: UInt32] {
        let rom = try ELFImage(bytes: Array(Data(contentsOf: URL(fileURLWithPath: ROMBoard.path))))
        return Dictionary(rom.symbols.map { ($0.name, $0.address) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `every name stands at its address`() throws {
        let symbols = try Self.symbols()
        for (name, address) in ROMAddresses.all {
            let found = symbols[name].map { String($0, radix: 16) } ?? "missing"
            #expect(symbols[name] == address, "\(name) is \(found)")
        }
    }

    @Test func `what cannot be done is told by name and stands still`() throws {
        let symbols = try Self.symbols()
        let missing = symbols.filter { $0.key.hasPrefix(Self.prefix) }
        #expect(!missing.isEmpty)
        let board = try ROMBoard()
        for (name, address) in missing {
            #expect(ROMAddresses.all[String(name.dropFirst(Self.prefix.count))] == address, "\(name)")
            #expect(Array(board.board.bytes(at: address, count: 3)) == TinyELF.endless, "\(name)")
        }
        for name in Self.referenced { #expect(symbols[Self.prefix + name] == nil, "\(name)") }
    }

    @Test func `the radio's functions are 256 that give nothing`() throws {
        let board = try ROMBoard()
        let table = try board.address("rom_phy_functions")
        #expect(try board.call("phy_get_romfuncs") == table)
        let functions = Set(board.words(table, 256))
        #expect(functions.count == 1)
        for function in functions { #expect(try board.execute(from: function, [7, 8, 9]) == 0) }
    }
}
